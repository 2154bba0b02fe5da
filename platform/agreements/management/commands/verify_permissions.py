"""manage.py verify_permissions: the permission rows are exactly what the terms in force say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agreements.services.proof import Row, difference, repair


class Command(BaseCommand):
    help = "Proves that the permission rows are what the grants of the terms in force say; exits with 1 otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--fix` repairs what it names."""
        parser.add_argument("--fix", action="store_true", help="Remove the rows too many and write those missing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Name each row that is too many or missing, and repair it where that was asked for."""
        found = repair() if options["fix"] else difference()
        for row in sorted(found.unexplained):
            self.stdout.write(f"Not in any terms: {_told(row)}")
        for row in sorted(found.missing):
            self.stdout.write(f"In the terms, but no row: {_told(row)}")
        if any(found) and options["fix"]:
            self.stdout.write(f"Removed {len(found.unexplained)} rows, wrote {len(found.missing)}.")
            return
        if any(found):
            raise CommandError(f"{len(found.unexplained)} rows too many, {len(found.missing)} missing.")
        self.stdout.write("The permission rows are what the grants say.")


def _told(row: Row) -> str:
    return f"{row.operation} on {row.asset} for {row.group}, grant {row.grant}"
