"""manage.py reseal_keys: encrypts the keys held for organizations under the SIGNING_KEYS_SECRET of today."""

from typing import Any

from django.core.management.base import BaseCommand

from agreements.services.keys import reseal_keys


class Command(BaseCommand):
    """Run it after SIGNING_KEYS_SECRET changed, with the earlier one in SIGNING_KEYS_SECRET_FALLBACKS."""

    help = "Encrypt the keys that are held for organizations under today's SIGNING_KEYS_SECRET."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many keys there were."""
        self.stdout.write(f"{reseal_keys()} keys are encrypted under today's secret.")
