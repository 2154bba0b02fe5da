"""Starting a new job from the settings of another."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from jobs.models import Job
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
    spec = chosen_in(job)
    data = {f"data.{name}": value for name, value in spec["data"].items()}
    data |= {PART: BY_SHARES} if "part" in spec["data"] and spec["data"]["part"] is None else {}
    return inputs | asks | data | {path: _at(spec, path) for path in ("task", *offered)}


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
        *parents, name = path.split(".")
        inner = spec
        for parent in parents:
            inner = inner.get(parent, {})
        inner.pop(name, None)
    return spec


def merged(settings: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`settings` with `changes` in them, group by group."""
    both = dict(settings)
    for name, value in changes.items():
        old = both.get(name)
        both[name] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both


def _at(spec: dict[str, Any], path: str) -> Any:
    value: Any = spec
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
