"""Pages of papers and inventions."""
