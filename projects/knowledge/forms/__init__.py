"""Forms of papers and inventions."""
