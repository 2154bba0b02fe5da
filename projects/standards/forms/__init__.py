"""Forms of standards."""
