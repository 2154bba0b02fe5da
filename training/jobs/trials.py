"""What came of the trials of a job that searches: later ones learn from it, the best one's settings become its own."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError

from engine.spec import parse
from jobs.models import Job, Trial
from jobs.paths import with_settings
from jobs.specs import chosen_in, pin
from work.errors import JobFault
from work.models import Line, State

ANYWHERE = 10  # trials from which nothing is learned yet


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
    done = job.trials.filter(job__item__state=State.SUCCEEDED, score__isnull=False).select_related("job")
    return min(done, key=_rank, default=None)


def keep_outcome(job: Job, outcome: Mapping[str, Any]) -> None:
    """Note what the validation rows said of the trial that `job` did; one that was given up is no candidate."""
    told: dict[str, Any] = {"score": float(outcome["score"]), "loss": float(outcome["loss"])}
    if outcome.get("given_up"):
        told = {"given_up_after": outcome["evaluations"]}
    Trial.objects.filter(job=job).update(metric=outcome["metric"], **told)


def scores_of_others(job: Job) -> dict[str, list[list[float]]]:
    """Of a trial that may be given up what the others have said so far, one score for each of their evaluations."""
    search = job.trial.search
    if search.search.get("pruner") != "asha":
        return {}
    others = search.item.children.exclude(pk=job.pk)
    lines = Line.objects.filter(item__in=others, kind=Line.Kind.EVALUATION).order_by("item", "attempt", "sequence")
    told: dict[int, dict[int, float]] = {}
    for item, said in lines.values_list("item", "data"):
        told.setdefault(item, {})[said["step"]] = said[said["metric"]]  # a step that was done again counts once
    return {"others": [[*scores.values()] for scores in told.values()]}


def learn(job: Job) -> None:
    """Draw the settings of this trial anew by the scores of those that have ended, before it begins for the first time.

    The first ten are drawn anywhere, and so is one whose new settings do not go together.
    """
    trial = job.trial
    if trial.search.search.get("sampler") != "tpe" or trial.number <= ANYWHERE or trial.drawn_from is not None:
        return
    done = trial.search.trials.filter(score__isnull=False).order_by("number")
    told = [(each.settings, each.score) for each in done if each.score is not None]
    trial.drawn_from = len(told)
    search = parse({**job.spec, "search": trial.search.search}).search
    from engine.learned_draws import drawn_from  # Optuna takes its half second only where it is needed

    settings = drawn_from(search, job.spec["seed"], trial.number, told)
    with suppress(ValidationError):
        pinned = pin(
            with_settings(chosen_in(job), settings),
            model=job.model_version,
            dataset=job.dataset_version,
            helpers=job.helping,
        )
        trial.settings, job.spec, job.spec_sha256 = settings, pinned.resolved(), pinned.digest()
        job.save(update_fields=["spec", "spec_sha256"])
    trial.save(update_fields=["settings", "drawn_from"])
