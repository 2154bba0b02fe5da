"""Settings by their paths: `training.epochs` is `epochs` in the group `training` of a spec."""

from collections.abc import Mapping
from typing import Any


def value_at(spec: Any, path: str) -> Any:
    """What stands there; None where nothing does."""
    for name in path.split("."):
        spec = spec.get(name) if isinstance(spec, Mapping) else None
    return spec


def merged(settings: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`settings` with `changes` in them, group by group."""
    both = dict(settings)
    for name, value in changes.items():
        old = both.get(name)
        both[name] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both


def with_settings(chosen: dict[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """`chosen` with these settings, by their paths, in their place."""
    for path, value in settings.items():
        inner: Any = value
        for name in reversed(path.split(".")):
            inner = {name: inner}
        chosen = merged(chosen, inner)
    return chosen


def drop(spec: dict[str, Any], path: str) -> None:
    """Take the setting at `path` out of `spec`, if it is there."""
    *parents, name = path.split(".")
    inner: Any = spec
    for parent in parents:
        inner = inner.get(parent)
        if not isinstance(inner, dict):
            return
    inner.pop(name, None)
