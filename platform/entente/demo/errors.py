"""What stops the demonstration, in a sentence for the person at the terminal."""

from django.core.management.base import CommandError


class DemoError(CommandError):
    """Exit status 1: the demonstration can't go on."""


class TableError(CommandError):
    """Exit status 2: the newcomer's own table has a fault; nothing was written."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)
