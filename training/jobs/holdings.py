"""What results say of single rows, which an agreement's end or a withdrawal asks to be deleted: it stands for rows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from agreements.keeping.derived import assets_of, derived_under, kept_under_others
from agreements.keeping.holdings import Held, Holdings
from agreements.models import Duty
from jobs.fine_tuning import OF_ROWS
from jobs.models import Result
from vault.models import Blob
from work.services.settling import free


class PredictionHoldings(Holdings):
    """Files of predictions, and of what they rest on, that the organization's jobs left."""

    def held(self, duty: Duty) -> Iterator[Held]:
        """One for each file that a result still has."""
        return (held for held, _blob in _told(_results(duty)))

    def release(self, duty: Duty) -> list[tuple[Held, Blob]]:
        """The reports keep their numbers; they lose the files behind them."""
        return _release(_results(duty))


def release_predictions(versions: Sequence[int]) -> list[tuple[Held, Blob]]:
    """Those on rows of versions that are closed, whosever job made them: nobody may read them any more."""
    return _release(_telling_of_rows().filter(job__dataset_version__in=versions))


def _release(results: QuerySet[Result]) -> list[tuple[Held, Blob]]:
    released = list(_told(results))
    sizes: defaultdict[int, int] = defaultdict(int)
    for name in OF_ROWS:
        for pk, size in results.filter(**{f"{name}__isnull": False}).values_list("pk", f"{name}__size"):
            sizes[pk] += size
    free(sizes)
    results.update(**dict.fromkeys(OF_ROWS))
    return released


def _told(results: QuerySet[Result]) -> Iterator[tuple[Held, Blob]]:
    for result in results.select_related("job", *OF_ROWS):
        for name in OF_ROWS:
            if blob := getattr(result, name):
                yield Held(result.job.name, f"{name}.parquet", blob.sha256, blob.size), blob


def _telling_of_rows() -> QuerySet[Result]:
    return Result.objects.filter(Q(predictions__isnull=False) | Q(attributions__isnull=False))


def _results(duty: Duty) -> QuerySet[Result]:
    """Of jobs on the data itself; where derived models have to go, of those that made them."""
    found = _telling_of_rows().filter(job__item__organization=duty.organization)
    if duty.kind == Duty.Kind.COPIES:
        found = found.filter(job__dataset_version__version__asset__in=assets_of(duty))
        return found.filter(job__dataset_version__version__number__lt=duty.without.number) if duty.without else found
    kept = [each.asset.pk for each in kept_under_others(duty)]
    return found.filter(model_version__version__asset__in=derived_under(duty).exclude(pk__in=kept))
