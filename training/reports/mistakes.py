"""The worst mistakes of a tuned model; what the rows say only for those who may look into the dataset."""

from dataclasses import dataclass, field
from typing import Any

from agreements.policy import decide
from catalog.album import album_of
from catalog.services import rows_of
from jobs.budgets import learning
from jobs.models import Job
from organizations.actor import Actor
from reports.weights import Cell, Piece, cells_of, pieces_of, traced_rows


@dataclass(frozen=True)
class Mistake:
    """A test row that the model got wrong; `row` (counted from 1) and `text` are None for who may not preview."""

    said: str
    found: str
    confidence: float
    row: int | None
    text: str | None
    pieces: list[Piece] = field(default_factory=list)  # of the text, by what the answer rests on
    picture: str = ""  # an address that holds a small copy
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Mistakes:
    """The mistakes, the surest first, and why their rows aren't shown where they aren't."""

    mistakes: list[Mistake]
    reasons: list[str]

    @property
    def are_traced(self) -> bool:
        """Whether it is shown what some of the answers rest on."""
        return any(each.cells or any(piece.weight for piece in each.pieces) for each in self.mistakes)


def mistakes_of(job: Job, *, by: Actor) -> Mistakes:
    """The worst mistakes of a job that succeeded, as `by` may see them; of private rows none are told.

    Nor are rows of which something is masked that it learned from.
    """
    results = job.result.results
    met = results.get("mistakes", [])
    project = job.project.undertaking
    preview = learning(job)(decide(by, "preview", job.dataset_version.version, project=project))
    labels = results.get("labels", [])
    told = [(labels[each["predicted"]], labels[each["label"]], each["confidence"]) for each in met]
    shown = (
        _shown(job, [each["row"] for each in met], by=by)
        if preview.allowed
        else [{"row": None, "text": None}] * len(met)
    )
    mistakes = [Mistake(*each, **row) for each, row in zip(told, shown, strict=True)]
    return Mistakes(mistakes, [] if preview.allowed else preview.sentences(by))


def _shown(job: Job, places: list[int], *, by: Actor) -> list[dict[str, Any]]:
    """What the rows at these places say, and what the answers rest on, for who may preview them."""
    version, traced = job.dataset_version, traced_rows(job)
    rows = rows_of(version, places, by=by, project=job.project.undertaking)
    pictures = [address for address, *_ in album_of(version, rows)] or [""] * len(rows)
    texts = [row.values.get(version.text_column) for row in rows]
    return [
        {
            "row": row.number,
            "text": text,
            "pieces": pieces_of(text, traced.get(place)) if text else [],
            "picture": picture,
            "cells": cells_of(traced.get(place)),
        }
        for place, row, text, picture in zip(places, rows, texts, pictures, strict=True)
    ]
