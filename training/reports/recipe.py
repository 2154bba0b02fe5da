"""What repeats a job without the site: its spec, and the results as they may leave it."""

from typing import Any

from jobs.models import Job


def spec_of(job: Job) -> dict[str, Any]:
    """The spec for `python -m engine run spec.json`, its inputs as files beside it, checked by digest.

    The precision that the engine chose is written out, since another machine might choose another.
    """
    precision = job.result.results["recipe"]["precision"]
    return {**job.spec, "training": {**job.spec["training"], "precision": precision}}


def public_results(job: Job) -> dict[str, Any]:
    """The results without the places of the machine that ran it, and without the mistakes, which name rows."""
    results = {name: value for name, value in job.result.results.items() if name != "mistakes"}
    return {**results, "recipe": {**results["recipe"], **spec_of(job)}}
