"""What repeats a job without the site: its spec, and the results as they may leave it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jobs import messages
from jobs.models import Job
from jobs.value_words import tell_value

CHOICES = {  # what the engine chooses by machine and job; one that it may add later has no name here yet
    "device": _("Device"),
    "precision": _("Precision of numbers"),
    "attention": _("Attention"),
    "compile": _("Compiled model"),
    "gradient_checkpointing": _("Activations computed twice"),
    "context": _("Steps that are read"),
}


def spec_of(job: Job) -> dict[str, Any]:
    """The spec for `python -m engine run spec.json`, its inputs as files beside it, checked by digest.

    The precision that the engine chose is written out, since another machine might choose another.
    """
    precision = job.result.results["recipe"]["precision"]
    return {**job.spec, "training": {**job.spec["training"], "precision": precision}}


def choices_of(results: dict[str, Any]) -> list[tuple[Any, Any, str]]:
    """Name, what was chosen and why, of everything that the engine chose; results from before it said so have none."""
    chosen = results.get("choices", {})
    return [
        (CHOICES[what], tell_value(what, each["chosen"]), messages.sentence(each["code"], each["params"]))
        for what, each in chosen.items()
        if what in CHOICES
    ]


def trained_on(results: dict[str, Any]) -> dict[str, Any]:
    """Where and in which numbers it was trained, in words."""
    return {name: tell_value(name, results["recipe"][name]) for name in ("device", "precision")}


def public_results(job: Job) -> dict[str, Any]:
    """The results without the places of the machine that ran it, and without the mistakes, which name rows."""
    results = {name: value for name, value in job.result.results.items() if name != "mistakes"}
    return {**results, "recipe": {**results["recipe"], **spec_of(job)}}
