"""The kind of work "privacy-scan": a version is looked through in a child without credentials or network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from agreements.policy import Decision, decide
from agreements.policy.answers import no
from catalog.errand_work import ErrandWork, result_in
from catalog.services import materialise
from organizations.actor import Actor
from privacy.models import Scan
from privacy.scanning.tables import SECONDS
from privacy.services import KIND, MOST_SECONDS, keep_report
from vault.errors import BlobDamaged
from work.errors import JobFault
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed


class ScanWork(ErrandWork):
    """Looks through the rows of a version with `privacy.scanning.errand`."""

    name = KIND
    errand = "privacy.scanning.errand"
    memory_gib = 2.0
    most_seconds = MOST_SECONDS + SECONDS  # a scan stops by itself before

    def places(self, gpus: int) -> int:
        """Few: one scan keeps a processor busy."""
        return int(settings.PRIVACY_SLOTS)

    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Whoever brought it may still look at it; of an order before its last one, nobody needs to."""
        scans = Scan.objects.filter(item__in=items).select_related("version__version__asset")
        versions = {scan.item_id: scan.version.version for scan in scans}
        return {
            each.pk: decide(_asker(each), "preview", versions[each.pk]) if each.pk in versions else no("gone")
            for each in items
        }

    def about(self, item: Item) -> Model:
        """The dataset; of an order before its last one, the item itself."""
        scan = Scan.objects.filter(item=item.pk).select_related("version__version__asset").first()
        return scan.version.version.asset if scan else item

    def prepare(self, item: Item, folder: Path) -> dict[str, Any]:
        """Lay out the rows, verified and read-only.

        Raises:
            JobFault: they are damaged, or another scan has taken its place.
        """
        scan = _scan(item)
        try:
            return {"path": str(materialise(scan.version, folder)), "seconds": scan.seconds}
        except BlobDamaged as damaged:
            raise JobFault("input_damaged", sha256=damaged.sha256) from damaged

    def accept(self, lease: Lease, folder: Path) -> Item:
        """Show what was found, and let the version go if it was nothing."""
        report = result_in(folder, "findings.json")
        with transaction.atomic():
            item = Item.objects.select_related("organization", "submitted_by").get(pk=lease.item_id)
            keep_report(_scan(item), report, by=_asker(item))
            return succeed(lease)


def _scan(item: Item) -> Scan:
    scan = Scan.objects.select_related("version__version__asset").filter(item=item.pk).first()
    if scan is None:
        raise JobFault("gone")
    return scan


def _asker(item: Item) -> Actor:
    return Actor.of(item.submitted_by, item.organization)
