"""The kind of work "checks": after its profile a version is looked at for rows that are alike and doubtful labels."""

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from agreements.policy import Decision
from agreements.policy.answers import no
from catalog.errand_work import result_in
from catalog.models import Profile
from catalog.profile_work import Profiling, may_look
from catalog.services.profiles import CHECKS_KIND, keep_checks
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed


class Checking(Profiling):
    """Compares and learns with `catalog.profiling.checks_errand`; what it needs is laid out as for a profile."""

    name = CHECKS_KIND
    errand = "catalog.profiling.checks_errand"
    memory_gib = 2.0
    most_seconds = 3600.0

    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Whoever brought it may still look at it."""
        told = Profile.objects.filter(checks_item__in=items).select_related("version__version__asset")
        profiles = {profile.checks_item_id: profile for profile in told}
        return {item.pk: may_look(item, profiles[item.pk]) if item.pk in profiles else no("gone") for item in items}

    def profile_of(self, item: int) -> Profile:
        """The profile that the item is a part of."""
        return Profile.objects.select_related("version__version__asset__owner").get(checks_item=item)

    def accept(self, lease: Lease, folder: Path) -> Item:
        """Show what was found."""
        found = result_in(folder, "checks.json")
        with transaction.atomic():
            keep_checks(self.profile_of(lease.item_id), found)
            return succeed(lease)
