"""The models that an agreement's end asks to be deleted, and their files."""

from collections.abc import Iterator

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from agreements.keeping.holdings import Held, Holdings
from agreements.models import Asset, Duty
from agreements.services.duties import assets_of
from registry.models import File
from vault.models import Blob


class ModelHoldings(Holdings):
    """Files of models that the organization made from what was shared with it."""

    def held(self, duty: Duty) -> Iterator[Held]:
        """Every file of every version."""
        return (held_of(file) for file in _files(duty))

    def release(self, duty: Duty) -> list[tuple[Held, Blob]]:
        """The models stay as a name in the lineage, frozen for good, without a byte."""
        files = list(_files(duty))
        now = timezone.now()
        Asset.objects.filter(pk__in={file.version.version.asset_id for file in files}).update(
            erased_at=now,
            frozen_at=Coalesce(F("frozen_at"), now),
            frozen_by=duty.fulfilled_by,
            frozen_because=duty.note,
        )
        released = [(held_of(file), file.blob) for file in files]
        File.objects.filter(pk__in=[file.pk for file in files]).delete()
        return released


def held_of(file: File) -> Held:
    """A file by its model's name."""
    return Held(file.version.version.asset.name, file.name, file.blob.sha256, file.blob.size)


def _files(duty: Duty) -> QuerySet[File]:
    if duty.kind != Duty.Kind.DERIVED:
        return File.objects.none()
    files = File.objects.filter(
        version__version__asset__owner=duty.organization,
        version__version__asset__ancestors__ancestor__in=assets_of(duty),
    )
    return files.select_related("version__version__asset", "blob").distinct()
