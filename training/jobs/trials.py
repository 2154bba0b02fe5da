"""What came of the trials of a job that searches: the best one's settings become its own."""

from collections.abc import Mapping
from typing import Any

from jobs.models import Job, Trial
from work.errors import JobFault
from work.models import State


def ranked(job: Job) -> list[Trial]:
    """The trials of `job`, the best first; those without a score in the order of their numbers."""
    return sorted(job.trials.select_related("job__item"), key=_rank)


def _rank(trial: Trial) -> tuple[bool, float, float, int]:
    return (trial.score is None, -(trial.score or 0), trial.loss or 0, trial.number)


def take_best(job: Job) -> None:
    """Give `job` the settings of its best trial: of the highest score, of equals with the least loss.

    Raises:
        JobFault: search_empty, no trial came to an end.
    """
    best = _best_of(job)
    if best is None or best.job is None:
        raise JobFault("search_empty", trials=job.search["trials"])
    job.spec, job.spec_sha256 = best.job.spec, best.job.spec_sha256
    job.save(update_fields=["spec", "spec_sha256"])


def found_for(job: Job) -> dict[str, Any]:
    """What the engine is to say of the settings that `job` has from its best trial."""
    best = _best_of(job)
    if best is None:
        return {}
    return {"found": {"trials": job.search["trials"], "best": best.number, "settings": [*best.settings]}}


def _best_of(job: Job) -> Trial | None:
    done = job.trials.filter(job__item__state=State.SUCCEEDED).select_related("job")
    return min(done, key=_rank, default=None)


def keep_outcome(job: Job, outcome: Mapping[str, Any]) -> None:
    """Note what the validation rows said of the trial that `job` did."""
    Trial.objects.filter(job=job).update(
        metric=outcome["metric"], score=float(outcome["score"]), loss=float(outcome["loss"])
    )
