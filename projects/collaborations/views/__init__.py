"""Pages of shared projects, a file per subject."""
