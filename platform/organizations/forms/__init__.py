"""What people fill in about organizations, in a file per subject."""
