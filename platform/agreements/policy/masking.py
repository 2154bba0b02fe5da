"""Columns that clauses mask: which of a dataset's own, and the no where what is asked for can't do without them.

What stands for these columns in a dataset that was made of the masked one, the catalogue knows (`catalog.sight`).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from agreements.policy.answers import Decision, Reason

CODE = "masked_columns"


class Mask(NamedTuple):
    """What a clause masks of one dataset; agreement and dataset by their public ids."""

    agreement: str
    clause: int
    asset: str
    columns: tuple[str, ...]


def masks_of(decision: Decision) -> list[Mask]:
    """The clauses behind a yes that mask columns, those of the sources among them: all of them bind."""
    told = (one.params for one in decision.obligations if one.code == CODE)
    return [Mask(one["agreement"], one["clause"], one["asset"], tuple(one["columns"])) for one in told]


def barred(decision: Decision, masks: Iterable[Mask], code: str) -> Decision:
    """The decision; or a no for each of these masks, which stand in the way of what is asked."""
    refusals = tuple(Reason(code, _refs(mask)) for mask in masks)
    return replace(decision, allowed=False, reasons=refusals) if decision.allowed and refusals else decision


def _refs(mask: Mask) -> dict[str, Any]:
    return {**mask._asdict(), "columns": list(mask.columns)}
