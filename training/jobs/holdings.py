"""Predictions on rows that an agreement's end, or a withdrawal, asks to be deleted: they stand for rows of the data."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from agreements.keeping.derived import assets_of, derived_under, kept_under_others
from agreements.keeping.holdings import Held, Holdings
from agreements.models import Duty
from jobs.models import Result
from vault.models import Blob
from work.services.settling import free


class PredictionHoldings(Holdings):
    """Files of predictions that the organization's jobs left."""

    def held(self, duty: Duty) -> Iterator[Held]:
        """One for each result that still has its predictions."""
        return (held for held, _blob in _told(_results(duty)))

    def release(self, duty: Duty) -> list[tuple[Held, Blob]]:
        """The reports keep their numbers; they lose the file behind them."""
        return _release(_results(duty))


def release_predictions(versions: Sequence[int]) -> list[tuple[Held, Blob]]:
    """Those on rows of versions that are closed, whosever job made them: nobody may read them any more."""
    found = Result.objects.filter(job__dataset_version__in=versions, predictions__isnull=False)
    return _release(found)


def _release(results: QuerySet[Result]) -> list[tuple[Held, Blob]]:
    released = list(_told(results))
    free(dict(results.values_list("pk", "predictions__size")))
    results.update(predictions=None)
    return released


def _told(results: QuerySet[Result]) -> Iterator[tuple[Held, Blob]]:
    for result in results.select_related("job", "predictions"):
        if blob := result.predictions:
            yield Held(result.job.name, "predictions.parquet", blob.sha256, blob.size), blob


def _results(duty: Duty) -> QuerySet[Result]:
    """Of jobs on the data itself; where derived models have to go, of those that made them."""
    found = Result.objects.filter(job__item__organization=duty.organization, predictions__isnull=False)
    if duty.kind == Duty.Kind.COPIES:
        found = found.filter(job__dataset_version__version__asset__in=assets_of(duty))
        return found.filter(job__dataset_version__version__number__lt=duty.without.number) if duty.without else found
    kept = [each.asset.pk for each in kept_under_others(duty)]
    return found.filter(model_version__version__asset__in=derived_under(duty).exclude(pk__in=kept))
