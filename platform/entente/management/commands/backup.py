"""manage.py backup: the whole site into a folder, while it goes on."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from entente.backup.errors import BackupError
from entente.backup.making import make_backup


class Command(BaseCommand):
    help = "Write the database, all stored bytes and the keys into a new folder; the site may go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
        parser.add_argument(
            "--without-keys", action="store_true", help="leave the keys out; then keep them somewhere else"
        )

    def handle(self, *args: Any, folder: Path, without_keys: bool, **options: Any) -> None:
        try:
            manifest = make_backup(folder, with_keys=not without_keys)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{folder} holds {len(manifest.files)} files, {filesizeformat(manifest.size)}.")
        if not without_keys:
            self.stdout.write("It holds the site's keys: keep it where only you can read it.")
        if manifest.damaged:
            raise CommandError(
                f"{len(manifest.damaged)} stored files were damaged or gone already and are not in it: "
                + ", ".join(manifest.damaged)
            )
