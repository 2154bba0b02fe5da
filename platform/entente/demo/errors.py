"""What stops the demonstration, in a sentence for the person at the terminal."""

from django.core.management.base import CommandError


class DemoError(CommandError):
    """Exit status 1: the demonstration can't go on."""


class TableError(Exception):
    """The newcomer's own table has a fault; nothing was written."""
