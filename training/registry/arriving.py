"""The kind of work "model-import": archives are unpacked in a process of its own, never by the site."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from agreements.errors import NotAllowed
from agreements.policy import Decision, decide, permitted
from catalog.errand_work import ReadingWork, lay_out_upload
from organizations.actor import Actor
from registry.models import Arrival
from registry.reading.errand import FOLDER, UNREADABLE
from registry.services.arrivals import KIND, forget_upload
from registry.services.models import show_imported, store_folder
from work.errors import JobFault, NotNow
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed


class Arriving(ReadingWork):
    """Unpacks a model and looks through it, in a `registry.reading.errand`; then keeps it."""

    name = KIND
    errand = "registry.reading.errand"

    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Asked anew each time, of who began it."""
        arrivals = Arrival.objects.told().filter(item__in=[item.pk for item in items])
        return {each.item_id: decide(_who(each), "add_asset", each.organization) for each in arrivals}

    def about(self, item: Item) -> Any:
        """The arrival."""
        return Arrival.objects.filter(item=item.pk).first() or item

    def prepare(self, item: Item, folder: Path) -> dict[str, Any]:
        """Lay out the upload, read-only."""
        arrival = Arrival.objects.told().get(item=item.pk)
        return {"path": lay_out_upload(arrival.upload, folder), "name": arrival.name}

    def accept(self, lease: Lease, folder: Path) -> Item:
        """Show what was unpacked as a model; it is looked through once more, for the child was not the site."""
        arrival = Arrival.objects.told().get(item=lease.item_id)
        by = _who(arrival)
        try:
            stored = store_folder(folder / FOLDER, owner=arrival.organization)
        except (ValidationError, OSError) as error:
            raise JobFault("results_unreadable") from error
        try:
            with permitted(by, [("add_asset", arrival.organization)]) as yes:
                model = show_imported(stored, about=arrival.about, by=by, decision=yes)
                arrival.version = model.latest
                arrival.save(update_fields=["version"])
                forget_upload(arrival)
                return succeed(lease, stored_bytes=stored.size)
        except NotAllowed as no:
            raise NotNow(no.decision) from no

    def keep_fault(self, lease: Lease, code: str, params: dict[str, Any]) -> dict[str, Any]:
        """What is wrong with a model may quote it: that stands on the arrival, which only its person sees."""
        if code != UNREADABLE:
            return params
        Arrival.objects.filter(item=lease.item_id).update(faults=params["faults"])
        return {"count": len(params["faults"])}


def _who(arrival: Arrival) -> Actor:
    return Actor.of(arrival.begun_by, arrival.organization)
