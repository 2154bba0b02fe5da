"""The workers, for the operator's people to read: what `manage.py workers` tells."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import agreements.admin  # noqa: F401  # its lists come first in the desk's bar, and the first is the desk's front page
from agreements.desk.lists import DeskList
from organizations.requests import actor_of
from work.durations import roughly
from work.leases import lease_time
from work.models import Item, Worker
from work.reasons import why_unfit

if TYPE_CHECKING:

    class ToldWorker(Worker):
        """As `WorkerList.get_queryset` gives them."""

        works_on: list[str]

        class Meta:
            abstract = True


@admin.register(Worker)
class WorkerList(DeskList):
    """Every worker that was seen within a day: whether it lives, what its places have, what it works on."""

    place = gettext_lazy("Workers")
    list_display = ("name", "heard", "site", "whose", "places", "memory", "gpus", "working", "release", "fitness")
    search_fields = ("name", "site")

    def has_view_permission(self, request: HttpRequest, _row: Worker | None = None) -> bool:
        """Machines are the operator's: everybody whom the desk's door lets in."""
        return actor_of(request).opens_desk

    def get_queryset(self, request: HttpRequest) -> QuerySet[Worker]:
        """With their silence and their work, in one query."""
        held = Item.objects.at(OuterRef("name")).order_by("pk")
        named = Concat(F("kind"), Value(" "), Cast("uid", CharField()), output_field=CharField())
        workers: QuerySet[Worker] = Worker.objects.with_silence().select_related("organization")
        return workers.annotate(works_on=ArraySubquery(held.values_list(named)))

    @admin.display(description=gettext_lazy("heartbeat"))
    def heard(self, worker: Worker) -> str:
        """Since when it is silent, and whether that counts as dead."""
        said = {"time": roughly(worker.silent_for.total_seconds())}
        if worker.silent_for > lease_time():
            return _("silent for %(time)s: its work is given to others") % said
        return _("%(time)s ago") % said

    @admin.display(description=gettext_lazy("takes the work of"))
    def whose(self, worker: Worker) -> str:
        """The one organization that it is for, or everybody."""
        return worker.organization.name if worker.organization else _("everybody")

    @admin.display(description=gettext_lazy("places ready"))
    def places(self, worker: Worker) -> str:
        """Of all that it has."""
        return _("%(ready)d of %(slots)d") % {"ready": worker.ready, "slots": worker.slots}

    @admin.display(description=gettext_lazy("memory of its largest place"))
    def memory(self, worker: Worker) -> str:
        """In GiB."""
        return f"{worker.memory_gib:g} GiB"

    @admin.display(description=gettext_lazy("GPUs"))
    def gpus(self, worker: Worker) -> str:
        """Each with its use."""
        return "; ".join(
            f"{device['name']}: {device['busy']:.0%}, {device['used_gib']:g} / {device['memory_gib']:g} GiB"
            for device in worker.devices
        )

    @admin.display(description=gettext_lazy("works on"))
    def working(self, worker: "ToldWorker") -> str:
        """Kind and address of each piece of work that it holds."""
        return ", ".join(worker.works_on)

    @admin.display(description=gettext_lazy("why it takes no work"))
    def fitness(self, worker: Worker) -> str:
        """Another release, or a wrong clock; empty when it takes work."""
        return why_unfit(worker.unfit)
