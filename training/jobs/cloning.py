"""Starting a new job from the settings of another."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from jobs.helpers import ROLES
from jobs.models import Job
from jobs.paths import drop, value_at
from jobs.priorities import Priority, name_of
from jobs.setting_fields import BY_SHARES, PART
from jobs.specs import chosen_in

NEW = "new:"


def prefilled(job: Job, offered: Iterable[str]) -> dict[str, Any]:
    """What a form shows that is started from `job`; the settings by their paths, as far as they are `offered`."""
    item = job.item
    urgency = name_of(min(item.priority, Priority.NORMAL))  # high is given anew each time
    asks = {"priority": urgency, "memory_gib": item.memory_gib or None, "sites": ", ".join(item.wished_sites)}
    inputs = {"model": base_value(job), "dataset": job.dataset_version.version.asset.slug}
    inputs |= {ROLES[name].place: version.asset.slug for name, version in job.helping.items()}
    spec = chosen_in(job)
    data = {f"data.{name}": value for name, value in spec["data"].items()}
    data |= {PART: BY_SHARES} if "part" in spec["data"] and spec["data"]["part"] is None else {}
    return inputs | asks | data | {path: value_at(spec, path) for path in ("task", *offered)}


def base_value(job: Job) -> str:
    """What a form calls the base of `job`: its address, or the new model's architecture."""
    return job.model_version.version.asset.slug if job.model_version else new_base(job.spec["model"]["architecture"])


def new_base(architecture: str) -> str:
    """What a form calls a new model; no address has a colon."""
    return f"{NEW}{architecture}"


def unshown(job: Job, offered: Iterable[str]) -> dict[str, Any]:
    """The settings of `job` that are not `offered`."""
    spec = deepcopy(chosen_in(job))
    spec.pop("model", None)  # it is chosen beside the settings
    for path in offered:
        drop(spec, path)
    return spec
