"""The models that an agreement's end asks to be deleted, and their files."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from agreements.keeping.derived import derived_under, kept_under_others
from agreements.keeping.holdings import Held, Holdings
from agreements.models import Asset, Duty
from registry.models import File
from vault.models import Blob
from work.services.settling import free


class ModelHoldings(Holdings):
    """Files of models that the organization made from what was shared with it, and that no other agreement covers."""

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
        _free(files)
        File.objects.filter(pk__in=[file.pk for file in files]).delete()
        return released


def held_of(file: File) -> Held:
    """A file by its model's name."""
    return Held(file.version.version.asset.name, file.name, file.blob.sha256, file.blob.size)


def _free(files: Iterable[File]) -> None:
    """Budgets have back what jobs left there; models that were brought in are on no budget."""
    given_up: Counter[int] = Counter()
    for file in files:
        made_by = getattr(file.version, "result", None)  # of an app further up (jobs)
        if made_by:
            given_up[made_by.pk] += file.blob.size
    free(given_up)


def _files(duty: Duty) -> QuerySet[File]:
    if duty.kind != Duty.Kind.DERIVED:
        return File.objects.none()
    kept = [each.asset.pk for each in kept_under_others(duty)]
    files = File.objects.filter(version__version__asset__in=derived_under(duty)).exclude(
        version__version__asset__in=kept
    )
    return files.select_related("version__version__asset", "version__result", "blob")
