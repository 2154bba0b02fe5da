"""A job's spec: what a person chose, with the inputs pinned by digest and every default written out."""

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.models import DatasetVersion
from engine.spec import Spec, SpecError, SpecFault, describe_data, parse
from jobs import messages
from jobs.helpers import NO_HELPERS, PINNED, Helpers, faults_of_help, pinned_helpers
from jobs.inputs import pinned_data, pinned_model
from jobs.offers import Offer, fits, kind_of_base, offers_of
from jobs.paths import drop, value_at, with_settings
from jobs.settings_words import SETTINGS
from jobs.task_words import KINDS, task_name
from registry.models import ModelVersion

if TYPE_CHECKING:
    from jobs.models import Job

INPUTS = ("model", "data")
NOT_HERE = ("tracker",)  # a copy of the curves that no clause is about
SEARCH, MOST_TRIALS = "search", 64
NOT_SEARCHED = ("training.processes", "training.parallel", "training.checkpoint_seconds")
# How a job runs, not what it learns; of the queue a search asks the same for each of its trials.
FILES = ("path", "sha256", "sources", "name", "leave_one_out", "left_out", "images", "table", "annotations")
METHODS_NOT_HERE = ("qlora",)  # it needs a GPU, which the queue can't promise


Faults = dict[str, str]


def pin(chosen: Any, *, model: ModelVersion | None, dataset: DatasetVersion, helpers: Helpers = NO_HELPERS) -> Spec:
    """The spec of a job that trains `model`, or the new one of an architecture that `chosen` names, on `dataset`, with
    the help of `helpers`.

    A task that `chosen` leaves out is the first that data and base fit; columns are used as the dataset says.

    Raises:
        ValidationError: every fault of `chosen`, under `spec` and the setting's path.
    """
    if not isinstance(chosen, dict):
        raise ValidationError({"spec": _("The spec is not an object of settings. Leave it out, or send {}.")})
    base = model.model.architecture if model else architecture_in(chosen)
    offers = offers_of(dataset)
    offer = _offer_of(chosen.get("task"), base, offers)
    faults = _faults_here(chosen, model) | _faults_of_search(chosen.get(SEARCH)) | _faults_of_data(chosen.get("data"))
    faults |= {f"spec.{path}": words for path, words in faults_of_help(chosen, helpers).items()}
    faults |= _unfit(chosen.get("task"), offer, offers, base=base, name=str(model.model) if model else base)
    known: dict[str, Any] = {"model": pinned_model(model) if model else {"architecture": base or None}}
    if offer:
        data = chosen.get("data")
        asked: dict[str, Any] = data if isinstance(data, dict) else {}
        known |= {"task": offer.task, "data": {**offer.data, **asked, **pinned_data(dataset)}}
    try:
        spec = parse(with_settings({**chosen, **known}, pinned_helpers(helpers)))
    except SpecError as error:
        for fault in error.faults:
            if offer or not fault.path.startswith(("data", "task")):
                faults.setdefault(f"spec.{fault.path}", _in_words(fault, offer))
    if faults:
        raise ValidationError(faults)
    return spec


def architecture_in(chosen: dict[str, Any]) -> str:
    """The architecture of a new model that the settings name; "" where they name none."""
    named = chosen.get("model")
    architecture = named.get("architecture") if isinstance(named, dict) else None
    return architecture if isinstance(architecture, str) else ""


def _offer_of(task: Any, base: str, offers: list[Offer]) -> Offer | None:
    """What the dataset offers for `task`; without one the first offer that the base fits, or else the first."""
    if task is None:
        return next((offer for offer in offers if fits(offer.task, base)), offers[0] if offers else None)
    return next((offer for offer in offers if offer.task == task), None)


def _faults_here(chosen: dict[str, Any], model: ModelVersion | None) -> Faults:
    """What jobs here don't have; that is said before how it is written."""
    beside = [path for path in PINNED if value_at(chosen, path) is not None]
    if "model" in chosen and (model or chosen["model"] != {"architecture": architecture_in(chosen)}):
        beside.append("model")
    sentence = _("The job's inputs are chosen beside the spec. Leave %(name)s out of it.")
    faults: Faults = {f"spec.{path}": sentence % {"name": path} for path in beside}
    absent = {f"spec.{name}": name for name in NOT_HERE if name in chosen}
    if chosen.get("method") in METHODS_NOT_HERE:
        absent["spec.method"] = chosen["method"]
    sentence = _("Jobs here have no %(name)s. Leave it out, or run the engine by itself.")
    return faults | {path: sentence % {"name": name} for path, name in absent.items()}


def _faults_of_data(data: Any) -> Faults:
    """Files are the dataset's own; its columns and what else the task asks may be said anew."""
    if data is None or not isinstance(data, dict):
        wrong = _("The settings of the data are not an object. Leave them out, or send {}.")
        return {} if data is None else {"spec.data": wrong}
    sentence = _("The job's inputs are chosen beside the spec. Leave %(name)s out of it.")
    return {f"spec.data.{name}": sentence % {"name": name} for name in data if name in FILES}


def _unfit(task: Any, offer: Offer | None, offers: list[Offer], *, base: str, name: str) -> Faults:
    """Where task, data and base don't fit each other."""
    if not offers:
        return {
            "dataset": _(
                "No use of its columns is known from which a model could learn. "
                "Say in a new version what its columns are for."
            )
        }
    if offer is None:
        words = _("Its data do not fit %(task)s. They fit: %(tasks)s.")
        tasks = ", ".join(offer.task for offer in offers)
        return {"spec.task": words % {"task": task, "tasks": tasks}}
    if base and not fits(offer.task, base):
        return {"model": why_unfit(name, offer.task, base)}
    if not base:
        return {"model": _("Choose a base model, or an architecture for a new one.")}
    return {}


def why_unfit(name: str, task: str, base: str) -> str:
    """That a base of this architecture can't learn the task, and what it does."""
    kind = kind_of_base(base)
    does = KINDS[kind] if kind else ""
    return _("%(model)s can’t learn %(task)s. %(does)s Choose another.") % {
        "model": name,
        "task": task_name(task),
        "does": does,
    }


def _faults_of_search(search: Any) -> Faults:
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
    space = search.get("space")
    faults |= {
        f"space.{name}": _("It is the same for all trials. Leave it out of the search, and set it for the job.")
        for name in NOT_SEARCHED
        if isinstance(space, dict) and name in space
    }
    return {f"spec.{SEARCH}.{name}": words for name, words in faults.items()}


def chosen_in(job: "Job") -> dict[str, Any]:
    """The settings of a job's pinned spec, as a person could choose them for another; columns that its dataset itself
    names are left to the other's.
    """
    spec = job.spec
    chosen = {name: value for name, value in spec.items() if name not in (*INPUTS, SEARCH, *NOT_HERE)}
    offer = _offer_of(spec["task"], "", offers_of(job.dataset_version))
    offered = {**dict.fromkeys(spec["data"]), **(offer.data if offer else {})}
    chosen["data"] = {
        name: value for name, value in spec["data"].items() if name not in FILES and value != offered[name]
    }
    if architecture := spec["model"].get("architecture"):
        chosen["model"] = {"architecture": architecture}
    chosen = deepcopy(chosen)
    for path in PINNED:
        drop(chosen, path)
    return chosen


def _in_words(fault: SpecFault, offer: Offer | None) -> str:
    """What is wrong, by the setting's name in the reader's language, and what to do."""
    name, _help = SETTINGS.get(fault.path, (fault.path, ""))
    group, _dot, setting = fault.path.partition(".")
    if offer and group == "data":
        described = describe_data(offer.task)["properties"].get(setting, {})
        name = _(described.get("title", fault.path))
    params = fault.params | {"path": str(name)}
    return " ".join(filter(None, (messages.sentence(fault.code, params), messages.remedy(fault.code, params))))
