"""What can be wrong with a backup."""


class BackupError(Exception):
    """It could not be made, or must not be used; the message says why and what to do."""
