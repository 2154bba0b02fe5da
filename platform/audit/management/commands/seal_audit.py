"""manage.py seal_audit: seal what was recorded; a worker does so by itself."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.errors import SealError
from audit.keys import public_key
from audit.services.keeping import export_seals
from audit.services.sealing import seal_events


class Command(BaseCommand):
    help = "Seals all events of transactions that have ended; --export keeps the seals in a file as well."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where else seals are kept."""
        parser.add_argument("--export", type=Path, metavar="FILE", help="append the seals that this file lacks")

    def handle(self, *args: Any, export: Path | None, **options: Any) -> None:
        """Seal, then export."""
        try:
            self.stdout.write(f"Seals made: {seal_events()}. They verify with the key {public_key()}.")
            if export:
                self.stdout.write(f"Seals appended to {export}: {export_seals(export)}.")
        except (SealError, OSError) as error:
            raise CommandError(str(error)) from error
