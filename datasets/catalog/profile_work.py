"""The kind of work "profile": a version is counted in a child without credentials or network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from agreements.models import Asset
from agreements.policy import Decision, decide
from agreements.policy.answers import no
from catalog.errand_work import ErrandWork, result_in
from catalog.models import Profile
from catalog.services.datasets import materialise
from catalog.services.profiles import KIND, check_soon, keep_profile, keep_small_pictures, lay_out_album
from organizations.actor import Actor
from vault.errors import BlobDamaged
from work.errors import JobFault
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed

REPORT = "report.json"


class Profiling(ErrandWork):
    """Counts what stands in a version with `catalog.profiling.errand`."""

    name = KIND
    errand = "catalog.profiling.errand"
    memory_gib = 1.0
    most_seconds = 1200.0

    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Whoever brought it may still look at it."""
        told = Profile.objects.filter(item__in=items).select_related("version__version__asset")
        profiles = {profile.item_id: profile for profile in told}
        return {item.pk: may_look(item, profiles[item.pk]) if item.pk in profiles else no("gone") for item in items}

    def profile_of(self, item: int) -> Profile:
        """The profile that the item makes."""
        return Profile.objects.select_related("version__version__asset__owner").get(item=item)

    def about(self, item: Item) -> Asset:
        """The dataset."""
        return self.profile_of(item.pk).version.version.asset

    def prepare(self, item: Item, folder: Path) -> dict[str, Any]:
        """Lay out the rows and the pictures, verified and read-only.

        Raises:
            JobFault: they are damaged.
        """
        version = self.profile_of(item.pk).version
        try:
            path, album = materialise(version, folder), lay_out_album(version, folder)
        except BlobDamaged as damaged:
            raise JobFault("input_damaged", sha256=damaged.sha256) from damaged
        return {"path": str(path), "album": str(album) if album else "", "columns": version.columns}

    def accept(self, lease: Lease, folder: Path) -> Item:
        """Show what was counted."""
        report = result_in(folder, REPORT)
        profile = self.profile_of(lease.item_id)
        small = keep_small_pictures(profile.version, folder)
        with transaction.atomic():
            keep_profile(profile, report, small)
            check_soon(profile, by=_who(Item.objects.get(pk=lease.item_id)))
            return succeed(lease, stored_bytes=small.size if small else 0)


def may_look(item: Item, profile: Profile) -> Decision:
    """Whether who submitted the item may see the rows that the profile tells of."""
    return decide(_who(item), "preview", profile.version.version)


def _who(item: Item) -> Actor:
    return Actor.of(item.submitted_by, item.organization)
