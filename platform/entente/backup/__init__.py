"""All that a site is, in one folder and back: its database, its bytes, its keys (docs/operations.md)."""
