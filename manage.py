#!/usr/bin/env python
"""Entente's commands. The embedded services start with them, unless addresses of others are set."""

import os
import sys

from django.core.management import execute_from_command_line

WITHOUT_SERVICES = {"check", "collectstatic", "compilemessages", "help", "makemessages", "spectacular", "version"}


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in WITHOUT_SERVICES and "--help" not in sys.argv:
        from entente import services

        services.ensure()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
