"""manage.py verify_audit: nothing in the record was changed, removed, moved or put in since it was sealed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.errors import SealError
from audit.services.keeping import read_seals
from audit.services.proving import prove


class Command(BaseCommand):
    help = "Proves that the record is what was sealed, and names every event that isn't; exits with 1 then."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which seals to believe."""
        parser.add_argument("--seals", type=Path, metavar="FILE", help="seals kept elsewhere by seal_audit --export")

    def handle(self, *args: Any, seals: Path | None, **options: Any) -> None:
        """Name each fault."""
        try:
            proof = prove(read_seals(seals) if seals else None)
        except (SealError, OSError) as error:
            raise CommandError(str(error)) from error
        for fault in proof.faults:
            self.stdout.write(fault)
        if proof.faults:
            raise CommandError(f"The record is not what was sealed: {len(proof.faults)} faults.")
        self.stdout.write(
            f"{proof.sealed} events are what {proof.seals} seals say; {proof.unsealed} wait for the next seal."
        )
