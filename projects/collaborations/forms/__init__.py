"""The forms of shared projects, a file per subject."""
