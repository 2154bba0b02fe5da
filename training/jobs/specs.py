"""A job's spec: what a person chose, with the inputs pinned by digest and every default written out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.models import DatasetVersion
from engine.spec import Spec, SpecError, SpecFault, parse
from engine.spec.augmentation import PATHS
from jobs import messages
from jobs.settings_words import SETTINGS
from registry.models import ModelVersion

MODEL_FOLDER = "model"
DATA_FILE = "data.parquet"
TASK = "text-classification"
INPUTS = ("model", "data")
NOT_HERE = ("distillation", "search", "privacy", "lighter", "onnx", "tracker")
# They name folders of the worker, or leave a copy of weights or curves beside those that the clauses are about.
SEARCH, MOST_TRIALS = "search", 64
NOT_SEARCHED = ("training.processes", "training.parallel", "training.checkpoint_seconds")
# How a job runs, not what it learns; of the queue a search asks the same for each of its trials.
METHODS_NOT_HERE = ("qlora",)  # it needs a GPU, which the queue can't promise


def pin(chosen: Any, *, model: ModelVersion, dataset: DatasetVersion) -> Spec:
    """The spec of a job that trains `model` on `dataset` with the settings `chosen`.

    Raises:
        ValidationError: every fault of `chosen`, under `spec` and the setting's path.
    """
    if not isinstance(chosen, dict):
        raise ValidationError({"spec": _("The spec is not an object of settings. Leave it out, or send {}.")})
    faults: dict[str, str | list[str]] = {  # what is not had here is said before how it is written
        f"spec.{name}": _("The job's inputs are chosen beside the spec. Leave %(name)s out of it.") % {"name": name}
        for name in INPUTS
        if name in chosen
    }
    faults |= {
        f"spec.{name}": _("Jobs here have no %(name)s. Leave it out, or run the engine by itself.") % {"name": name}
        for name in NOT_HERE
        if name in chosen and name != SEARCH
    }
    faults |= _faults_of_search(chosen.get(SEARCH))
    augmentation = chosen.get("augmentation")
    faults |= {
        f"spec.augmentation.{name}": _("Jobs here have no %(name)s. Leave it out, or run the engine by itself.")
        % {"name": name}
        for name in PATHS
        if isinstance(augmentation, dict) and name in augmentation
    }
    if chosen.get("method") in METHODS_NOT_HERE:
        faults["spec.method"] = _("Jobs here have no %(name)s. Leave it out, or run the engine by itself.") % {
            "name": chosen["method"]
        }
    if not dataset.classifies_texts:
        faults["dataset"] = _("It has no column of texts and one of their classes, which jobs here learn from.")
    if chosen.get("task", TASK) != TASK:
        faults["spec.task"] = _("Jobs here classify texts. Leave the task out, or write %(task)s.") % {"task": TASK}
    inputs = {
        "model": {"path": MODEL_FOLDER, "sha256": model.version.digest},
        "data": {
            "path": DATA_FILE,
            "sha256": dataset.version.digest,
            "text": dataset.text_column,
            "label": dataset.label_column,
        },
    }
    try:
        spec = parse({**_at_random(chosen), "task": TASK, **inputs})
    except SpecError as error:
        for fault in error.faults:
            faults.setdefault(f"spec.{fault.path}", _in_words(fault))
    if faults:
        raise ValidationError(faults)
    return spec


def _at_random(chosen: dict[str, Any]) -> dict[str, Any]:
    """A search draws its trials before the first begins, as each is a job of its own."""
    search = chosen.get(SEARCH)
    return {**chosen, SEARCH: {"sampler": "random", **search}} if isinstance(search, dict) else chosen


def _faults_of_search(search: Any) -> dict[str, str]:
    """What only the engine by itself can do."""
    if not isinstance(search, dict):
        return {}
    faults = {}
    trials = search.get("trials", 0)
    if isinstance(trials, int) and trials > MOST_TRIALS:
        faults["trials"] = _("A job here has at most %(most)d trials. Ask for fewer.") % {"most": MOST_TRIALS}
    if isinstance(trials, int) and trials > 0 and not search.get("space"):
        faults["space"] = _("Say which settings are searched, each with its range or its choices.")
    if not trials and search.get("space"):
        faults["trials"] = _("Say how many trials there are, from 1 to %(most)d.") % {"most": MOST_TRIALS}
    if search.get("sampler", "random") != "random":
        faults["sampler"] = _("Trials here are drawn at random, all before the first begins. Leave the sampler out.")
    if search.get("pruner", "none") != "none":
        faults["pruner"] = _("Each trial here is a job of its own and goes on to its end. Leave the pruner out.")
    space = search.get("space")
    faults |= {
        f"space.{name}": _("It is the same for all trials. Leave it out of the search, and set it for the job.")
        for name in NOT_SEARCHED
        if isinstance(space, dict) and name in space
    }
    return {f"spec.{SEARCH}.{name}": words for name, words in faults.items()}


def chosen_in(spec: dict[str, Any]) -> dict[str, Any]:
    """The settings of a pinned spec, as a person could choose them for another job."""
    chosen = {name: value for name, value in spec.items() if name not in (*INPUTS, *NOT_HERE, "task")}
    if augmentation := chosen.get("augmentation"):
        chosen["augmentation"] = {name: value for name, value in augmentation.items() if name not in PATHS}
    return chosen


def _in_words(fault: SpecFault) -> list[str]:
    """What is wrong, by the setting's name in the reader's language, and what to do."""
    name, _help = SETTINGS.get(fault.path, (fault.path, ""))
    params = fault.params | {"path": str(name)}
    return [messages.sentence(fault.code, params), messages.remedy(fault.code, params)]
