"""manage.py verify_models: every model is what it was when it came in, file by file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.proving import prove_version, standing


class Command(BaseCommand):
    help = "Reads every file of every model, and names each manifest, weight file and card that was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Name each fault; exits with 1 then."""
        versions = faults = 0
        for version in standing():
            versions += 1
            for fault in prove_version(version):
                faults += 1
                self.stdout.write(fault)
        if faults:
            raise CommandError(f"{faults} faults in {versions} versions of models.")
        self.stdout.write(f"{versions} versions of models are what they were when they came in.")
