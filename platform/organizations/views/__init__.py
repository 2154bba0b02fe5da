"""Pages of organizations and of one's own account, in a file per subject."""
