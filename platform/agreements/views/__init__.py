"""Pages of agreements and of the audit."""
