"""How a setting is declared: its default, range and help stand beside its type."""

import dataclasses
from dataclasses import field
from typing import Any


def option(
    default: Any = dataclasses.MISSING,
    *,
    title: str,
    explain: str,
    minimum: float | None = None,
    maximum: float | None = None,
    pattern: str | None = None,
) -> Any:
    """A field of the spec with what a form shows; without a default it is required. A range includes both its ends."""
    limits = {"minimum": minimum, "maximum": maximum, "pattern": pattern}
    known = {key: value for key, value in limits.items() if value is not None}
    return field(default=default, metadata={**titled(title, explain), **known})


def is_required(setting: "dataclasses.Field[Any]") -> bool:
    """Whether the spec has to name it."""
    return setting.default is dataclasses.MISSING and setting.default_factory is dataclasses.MISSING


def titled(title: str, explain: str) -> dict[str, str]:
    """What a form shows of a group of settings."""
    return {"title": title, "description": explain}


SHA256 = "^[0-9a-f]{64}$"
