"""The order to check one version for rows that are alike and for labels that are likely wrong (`engine.errands`)."""

from pathlib import Path
from typing import Any

from catalog.profiling.checks import checks_on
from catalog.profiling.errand import write_what
from engine.errands import Say

CHECKS = "checks.json"


def warm() -> None:
    """What compares and learns is imported."""


def do(order: dict[str, Any], out: Path, _say: Say) -> None:
    """Write `checks.json`.

    Raises:
        Fault: table_too_large or table_unreadable.
    """
    write_what(checks_on, order, out / CHECKS)
