"""The worst mistakes of a tuned model; what the rows say only for those who may look into the dataset."""

from dataclasses import dataclass

from agreements.policy import decide
from catalog.services import rows_of
from jobs.models import Job
from organizations.actor import Actor


@dataclass(frozen=True)
class Mistake:
    """A test row that the model got wrong; `row` (counted from 1) and `text` are None for who may not preview."""

    said: str
    found: str
    confidence: float
    row: int | None
    text: str | None


@dataclass(frozen=True)
class Mistakes:
    """The mistakes, the surest first, and why their rows aren't shown where they aren't."""

    mistakes: list[Mistake]
    reasons: list[str]


def mistakes_of(job: Job, *, by: Actor) -> Mistakes:
    """The worst mistakes of a job that succeeded, as `by` may see them; of private rows none are told."""
    results = job.result.results
    met = results.get("mistakes", [])
    project = job.project.undertaking
    preview = decide(by, "preview", job.dataset_version.version, project=project)
    if preview.allowed:
        version = job.dataset_version
        rows = rows_of(version, [each["row"] for each in met], by=by, project=project)
        shown: list[tuple[int | None, str | None]] = [(row.number, row.values.get(version.text_column)) for row in rows]
    else:
        shown = [(None, None)] * len(met)
    labels = results.get("labels", [])
    mistakes = [
        Mistake(labels[each["predicted"]], labels[each["label"]], each["confidence"], row, text)
        for each, (row, text) in zip(met, shown, strict=True)
    ]
    return Mistakes(mistakes, [] if preview.allowed else preview.sentences(by))
