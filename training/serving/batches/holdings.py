"""Answers about rows, which an agreement's end or a withdrawal asks to be deleted: they stand for rows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from agreements.keeping.derived import assets_of, derived_under, kept_under_others
from agreements.keeping.holdings import Held, Holdings
from agreements.models import Duty
from serving.models import Batch
from vault.models import Blob
from work.services.settling import free


class AnswerHoldings(Holdings):
    """Files of answers that the organization's batches left."""

    def held(self, duty: Duty) -> Iterator[Held]:
        """One for each."""
        return (held for held, _blob in _told(_batches(duty)))

    def release(self, duty: Duty) -> list[tuple[Held, Blob]]:
        """The batch stays as what was asked; it loses what was said."""
        return _release(_batches(duty))


def release_answers(versions: Sequence[int]) -> list[tuple[Held, Blob]]:
    """Those about rows of versions that are closed, whoever asked: nobody may read them any more."""
    return _release(_answered().filter(dataset_version__in=versions))


def _release(batches: QuerySet[Batch]) -> list[tuple[Held, Blob]]:
    released = list(_told(batches))
    sizes: defaultdict[int, int] = defaultdict(int)
    for item, size in batches.values_list("item", "answers__size"):
        sizes[item] += size
    free(sizes)
    batches.update(answers=None)
    return released


def _told(batches: QuerySet[Batch]) -> Iterator[tuple[Held, Blob]]:
    for batch in batches.select_related("answers", "version__version__asset"):
        if blob := batch.answers:
            yield Held(str(batch), "answers.jsonl", blob.sha256, blob.size), blob


def _answered() -> QuerySet[Batch]:
    return Batch.objects.filter(answers__isnull=False)


def _batches(duty: Duty) -> QuerySet[Batch]:
    """About the data itself; where derived models have to go, what these have said."""
    found = _answered().filter(organization=duty.organization)
    if duty.kind == Duty.Kind.COPIES:
        found = found.filter(dataset_version__version__asset__in=assets_of(duty))
        return found.filter(dataset_version__version__number__lt=duty.without.number) if duty.without else found
    kept = [each.asset.pk for each in kept_under_others(duty)]
    return found.filter(version__version__asset__in=derived_under(duty).exclude(pk__in=kept))
