"""The kind of work "ingestion": files that people bring are read in a process of its own, never by the site."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

from agreements.errors import NotAllowed
from agreements.policy import Decision, decide, permitted
from catalog.errand_work import UPLOAD, ReadingWork, lay_out_upload, result_in
from catalog.following import like_version, with_roles, wrong_roles
from catalog.formats import Guess, Schema
from catalog.models import Ingestion
from catalog.services.ingestions import KIND, go_on_by_itself
from catalog.services.publishing import UNREADABLE, publish
from organizations.actor import Actor
from work.errors import JobFault, NotNow
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed


class Ingesting(ReadingWork):
    """Looks at a file, or normalises it, in a `catalog.formats.errand`."""

    name = KIND
    errand = "catalog.formats.errand"

    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Asked anew each time, of who began it, for roles may have changed."""
        drafts = Ingestion.objects.told().filter(item__in=[item.pk for item in items])
        return {draft.item_id: _may(draft) for draft in drafts}

    def about(self, item: Item) -> Any:
        """The draft; of an order before its last one, the item itself."""
        return Ingestion.objects.filter(item=item.pk).first() or item

    def prepare(self, item: Item, folder: Path) -> dict[str, Any]:
        """Lay out the upload, read-only."""
        draft = Ingestion.objects.told().get(item=item.pk)
        path = lay_out_upload(draft.upload, folder)
        return {"do": draft.step, "path": path, "name": draft.name, **_known(draft)}

    def accept(self, lease: Lease, folder: Path) -> Item:
        """Keep what was guessed as a draft; or show what was read as a version."""
        draft = Ingestion.objects.told().get(item=lease.item_id)
        by = _who(draft)
        result = result_in(folder)
        try:
            if draft.step == Ingestion.Step.INSPECT:
                return _keep_draft(draft, result, lease, by)
            schema = Schema.from_json(result["schema"])
            return publish(draft, schema, lease, original=folder.parent / UPLOAD, folder=folder, by=by)
        except NotAllowed as no:
            raise NotNow(no.decision) from no

    def keep_fault(self, lease: Lease, code: str, params: dict[str, Any]) -> dict[str, Any]:
        """What is wrong with a file may quote it: that stands on the draft, which only its person sees."""
        if code != UNREADABLE:
            return params
        Ingestion.objects.filter(item=lease.item_id).update(faults=params["faults"])
        return {"count": len(params["faults"])}


def _known(draft: Ingestion) -> dict[str, Any]:
    """What is told of the file by then: all of the guess to read it by, or what a person knows better of it."""
    if draft.step == Ingestion.Step.NORMALISE:
        return {"guess": draft.guess}
    return {"encoding": draft.guess["encoding"], "dialect": draft.guess["dialect"]} if draft.guess else {}


def _who(draft: Ingestion) -> Actor:
    return Actor.of(draft.begun_by, draft.organization)


def _may(draft: Ingestion) -> Decision:
    by = _who(draft)
    return reduce(and_, (decide(by, operation, thing) for operation, thing in draft.needs))


def _keep_draft(draft: Ingestion, result: dict[str, Any], lease: Lease, by: Actor) -> Item:
    """What the file looks like: like the version before, and with the columns that were told beforehand."""
    guess = Guess.from_json(result["guess"])
    if draft.dataset:
        guess = like_version(guess, draft.dataset.latest)
    if draft.guessed:  # looked at once more: what was said of its split still holds
        guess = replace(guess, split=draft.guessed.split)
    wrong = wrong_roles(guess, draft.roles, draft.name)
    draft.guess, draft.head = (guess if wrong else with_roles(guess, draft.roles)).to_json(), result["head"]
    with permitted(by, draft.needs) as yes:
        draft.save(update_fields=["guess", "head"])
        if not wrong:
            item = succeed(lease)
            if draft.roles:
                go_on_by_itself(draft, yes, by)
            return item
    raise JobFault(UNREADABLE, faults=[list(each) for each in wrong])
