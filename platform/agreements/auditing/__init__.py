"""Reading the audit: whose events, filtered, page by page, exported, and all that was done with one asset."""
