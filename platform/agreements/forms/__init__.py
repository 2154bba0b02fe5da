"""Forms of the pages of agreements."""
