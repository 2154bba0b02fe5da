"""From an upload to a version: looked at, confirmed by its person, brought in; each by a piece of `work`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.policy import Decision, permitted, require
from audit.services import record
from catalog.formats import Guess
from catalog.models import Dataset, Ingestion, Upload
from catalog.services.sweeping import drop_draft, sweep
from catalog.services.uploads import take_upload
from organizations.actor import Actor
from work.models import Item
from work.services.queueing import Asks, enqueue, request_cancel

KIND = "ingestion"
LOOK_SECONDS = 5.0
BYTES_A_SECOND = 20e6  # of a file that is normalised, for the estimate of its end


def begin_ingestion(
    upload: Upload,
    *,
    about: dict[str, str],
    by: Actor,
    dataset: Dataset | None = None,
    roles: dict[str, str] | None = None,
) -> Ingestion:
    """Have `upload` looked at: it is to be a new dataset, or the next version of `dataset`.

    `about` has what people are to read: the `name` and other fields of a new dataset, or a version's `changes`. With
    `roles` (of text and label, the columns) nothing waits for its person's word.

    Raises:
        NotAllowed: `by` adds no dataset to their organization, or no version to this one.
        ValidationError: the file is not all here, or is being brought in already.
    """
    sweep()
    draft = Ingestion(
        organization=upload.organization,
        begun_by=by.user,
        upload=upload,
        name=upload.name,
        dataset=dataset,
        about=about,
        roles=roles or {},
    )
    with permitted(by, draft.needs) as yes:
        take_upload(upload)
        draft.item = _order(draft, yes, by)
        draft.save()
        record(by, "ingestion.begun", draft, decision=yes, size=upload.size)
    return draft


def look_again(draft: Ingestion, guess: Guess, *, by: Actor) -> Ingestion:
    """Look at the file once more, in another encoding or dialect.

    Raises:
        NotAllowed: `by` may not bring it in any more.
        ValidationError: it is worked on, or done.
    """
    return _go_on(draft, Ingestion.Step.INSPECT, guess, by)


def confirm_ingestion(draft: Ingestion, guess: Guess, *, by: Actor) -> Ingestion:
    """Bring the file in, read as `guess` says.

    Raises:
        NotAllowed: `by` may not bring it in any more.
        ValidationError: it is worked on, or done.
    """
    return _go_on(draft, Ingestion.Step.NORMALISE, guess, by)


def leave_ingestion(draft: Ingestion, *, by: Actor) -> None:
    """Want it no more: what is worked on stops, and the file goes.

    Raises:
        NotAllowed: `by` adds nothing to an organization any more.
        ValidationError: it is a version already.
    """
    require(by, "add_asset", draft.organization)
    with transaction.atomic():
        draft = _locked(draft)
        if draft.version_id:
            raise ValidationError(_("It is a version of a dataset already, and versions stay."))
        request_cancel(draft.item)
        draft.left_at = timezone.now()
        draft.save(update_fields=["left_at"])
        record(by, "ingestion.left", draft)
    drop_draft(draft)


def _go_on(draft: Ingestion, step: str, guess: Guess, by: Actor) -> Ingestion:
    with permitted(by, draft.needs) as yes:
        draft = _locked(draft)
        if not draft.awaits_word:
            raise ValidationError(_("This draft waits for no word: it is being worked on, or done."))
        draft.step, draft.guess, draft.faults = step, guess.to_json(), []
        draft.item = _order(draft, yes, by)
        draft.save(update_fields=["step", "guess", "faults", "item"])
    return draft


def go_on_by_itself(draft: Ingestion, yes: Decision, by: Actor) -> None:
    """Bring the file in as its person has told beforehand, in the transaction that has looked at it."""
    draft.step = Ingestion.Step.NORMALISE
    draft.item = _order(draft, yes, by)
    draft.save(update_fields=["step", "item"])


def _locked(draft: Ingestion) -> Ingestion:
    Ingestion.objects.select_for_update().get(pk=draft.pk)
    return Ingestion.objects.told().get(pk=draft.pk)


def _order(draft: Ingestion, yes: Decision, by: Actor) -> Item:
    upload = draft.upload
    assert upload is not None  # a constraint of the table
    Upload.objects.filter(pk=upload.pk).update(expires_at=Upload.expiry())
    brings = draft.step == Ingestion.Step.NORMALISE
    asks = Asks(
        places=0,
        expected_seconds=upload.size / BYTES_A_SECOND + LOOK_SECONDS if brings else LOOK_SECONDS,
        expected_bytes=2 * upload.size if brings else 0,  # as it came, and as it is read
    )
    return enqueue(KIND, by=by, rests_on=yes.rests_on, asks=asks)


def about_new(fields: dict[str, Any]) -> dict[str, str]:
    """Of what a form or the API was told, what is about a new dataset."""
    return {name: fields.get(name, "") for name in ("name", "description", "field", "licence", "citation", "openness")}
