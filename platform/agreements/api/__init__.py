"""The REST API of agreements, a file for each subject."""
