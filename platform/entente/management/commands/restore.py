"""manage.py restore: a site from its backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from entente.backup.errors import BackupError
from entente.backup.restoring import restore_backup
from work.release import release


class Command(BaseCommand):
    help = "Bring a site back from the folder that `backup` wrote, into an empty database."
    requires_system_checks = ()  # they ask the database, which has no tables yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="what `manage.py backup` wrote")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            manifest = restore_backup(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {len(manifest.files)} files of {manifest.made_at}.")
        if manifest.version != release():
            self.stdout.write(f"They are of version {manifest.version}, this is {release()}: run `migrate` now.")
        for sha256 in manifest.damaged:
            self.stdout.write(f"Not restored, for it was damaged before the backup: {sha256}")
        self.stdout.write("Run `verify_audit` and `verify_permissions`, then start the site and its workers.")
