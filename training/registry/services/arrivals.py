"""A model comes in: an upload is unpacked and looked through by a worker, and becomes version 1 or a list of faults."""

from agreements.policy import permitted
from audit.services import record
from catalog.models import Upload
from catalog.services.sweeping import drop_upload
from catalog.services.uploads import take_upload
from organizations.actor import Actor
from registry.models import Arrival
from work.services.queueing import Asks, enqueue

KIND = "model-import"
LOOK_SECONDS = 5.0
BYTES_A_SECOND = 50e6
ABOUT = ("name", "description", "field", "task", "licence", "openness")


def begin_arrival(upload: Upload, *, about: dict[str, str], by: Actor) -> Arrival:
    """Have `upload` unpacked and looked through: it is to be a new model, of which people read what `about` says.

    Raises:
        NotAllowed: `by` adds no model to their organization.
        ValidationError: the file is not all here, or is being brought in already.
    """
    _sweep()
    with permitted(by, [("add_asset", upload.organization)]) as yes:
        take_upload(upload)
        Upload.objects.filter(pk=upload.pk).update(expires_at=Upload.expiry())
        seconds = LOOK_SECONDS + upload.size / BYTES_A_SECOND
        asks = Asks(places=0, expected_seconds=seconds, expected_bytes=upload.size)
        arrival = Arrival.objects.create(
            organization=upload.organization,
            begun_by=by.user,
            upload=upload,
            name=upload.name,
            about={word: about.get(word, "") for word in ABOUT},
            item=enqueue(KIND, by=by, rests_on=yes.rests_on, asks=asks),
        )
        record(by, "model.import_begun", arrival, decision=yes, size=upload.size)
    return arrival


def forget_upload(arrival: Arrival) -> None:
    """Its bytes are not needed any more."""
    upload, arrival.upload = arrival.upload, None
    arrival.save(update_fields=["upload"])
    if upload:
        drop_upload(upload)


def _sweep() -> None:
    for arrival in Arrival.objects.over().select_related("upload")[:20]:
        forget_upload(arrival)
