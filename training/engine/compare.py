"""Several jobs on the same test rows, side by side: settings, figures, rows, and tests of every pair.

Many tests find differences by chance, so their p are corrected for their number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from engine.evidence import TUNED
from engine.faults import JobFault
from engine.figures import Bootstrapped
from engine.intervals import difference_interval, mcnemar
from engine.outputs import PREDICTIONS, Output, read_output

TRUTHS = ("label", "labels", "tags")  # the column with what is true, by task
WRONG = ("error", "nats")  # the column with how wrong it is, where there is no right or wrong
ROWS = ("row", "block", "tokens", *TRUTHS)  # the columns that are the same where the test rows are


@dataclass(frozen=True)
class Tested:
    """A job's output, and what it said of the test rows."""

    output: Output
    said: pa.Table

    @property
    def truth(self) -> str | None:
        """The column with what is true."""
        return self._first(TRUTHS)

    @property
    def wrong(self) -> str | None:
        """The column with how wrong each row is."""
        return self._first(WRONG)

    def column(self, name: str) -> np.ndarray:
        """A column of numbers, (n,)."""
        numbers: np.ndarray = self.said.column(name).to_numpy()
        return numbers

    def right(self) -> np.ndarray:
        """Whether what was said of each row is wholly right, (n,)."""
        assert self.truth is not None
        true, predicted = (self.said.column(name).to_pylist() for name in (self.truth, "predicted"))
        return np.array([one == other for one, other in zip(true, predicted, strict=True)])

    def _first(self, names: Sequence[str]) -> str | None:
        return next((name for name in names if name in self.said.column_names), None)


def compare(folders: Sequence[Path]) -> dict[str, Any]:
    """What sets the jobs in these output folders apart, in their order.

    Raises JobFault: file_missing, file_unreadable, not_comparable when they were not tested on the same rows.
    """
    return compare_tested([_read(folder) for folder in folders])


def compare_tested(jobs: Sequence[Tested]) -> dict[str, Any]:
    """What sets these jobs apart, in their order.

    Raises JobFault: not_comparable when they were not tested on the same rows.
    """
    first = jobs[0]
    for other in jobs[1:]:
        _check_same(first, other)
    results = [job.output.results for job in jobs]
    metrics = [name for name in results[0]["metrics"] if all(name in each["metrics"] for each in results)]
    return {
        "jobs": [str(job.output.folder) for job in jobs],
        "task": results[0]["recipe"]["task"],
        "rows": results[0]["rows"]["test"],
        "settings": dict(_differing([*map(_settings, results)])),
        "metrics": {name: [each["contenders"][TUNED][name] for each in results] for name in metrics},
        "disagreements": _disagreements(jobs),
        "pairs": _pairs(jobs),
    }


def holm(ps: Sequence[float]) -> list[float]:
    """The p of several tests, corrected so that any false finding among them is as rare as one test's (Holm 1979).

    The least is multiplied by the number of tests, the next by one less, and so on; none is below the one before.
    """
    corrected, highest = [0.0] * len(ps), 0.0
    for rank, place in enumerate(np.argsort(ps, kind="stable").tolist()):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[place]))
        corrected[place] = highest
    return corrected


def _read(folder: Path) -> Tested:
    output, path = read_output(folder), folder / PREDICTIONS
    if not path.is_file():
        raise JobFault("file_missing", path=str(path))
    try:
        return Tested(output, pyarrow.parquet.read_table(path))
    except pa.ArrowException as error:
        raise JobFault("file_unreadable", file=path.name, format="Parquet") from error


def _check_same(first: Tested, other: Tested) -> None:
    """Raises JobFault not_comparable unless both were tested on the same rows, for the same."""
    ours, theirs = first.output.results, other.output.results
    differing = {
        "task": ours["recipe"]["task"] != theirs["recipe"]["task"],
        "data": ours["digests"]["data"] != theirs["digests"]["data"],
        "labels": ours.get("labels") != theirs.get("labels"),
        "test rows": not _same_rows(first, other),
    }
    for what, differs in differing.items():
        if differs:
            folders = {"one": str(first.output.folder), "other": str(other.output.folder)}
            raise JobFault("not_comparable", **folders, what=what)


def _same_rows(first: Tested, other: Tested) -> bool:
    if first.truth or first.wrong:
        return all(_cells(first, name) == _cells(other, name) for name in ROWS)
    ours, theirs = (each.output.spec for each in (first, other))  # a picture has any number of boxes found
    return (ours.split_seed, replace(ours.split, seed=None)) == (theirs.split_seed, replace(theirs.split, seed=None))


def _cells(job: Tested, name: str) -> list[Any] | None:
    return job.said.column(name).to_pylist() if name in job.said.column_names else None


def _settings(results: dict[str, Any]) -> dict[str, Any]:
    """All settings by their paths; the model by its digest, wherever it and the data lie."""
    recipe = {name: value for name, value in results["recipe"].items() if name != "why"}
    settings = {**dict(_flatten(recipe)), "model.sha256": results["digests"]["model"]}
    return {path: value for path, value in settings.items() if path not in ("model.path", "data.path", "data.sha256")}


def _differing(flat: list[dict[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """The settings that are not the same in all, and what each has."""
    for path in dict.fromkeys(path for each in flat for path in each):
        values = [each.get(path) for each in flat]
        if any(value != values[0] for value in values):
            yield path, values


def _flatten(settings: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _disagreements(jobs: Sequence[Tested]) -> list[dict[str, Any]] | None:
    """The rows of which not all say the same, with what each says; None where rows are not right or wrong."""
    truth = jobs[0].truth
    if truth is None:
        return None
    rows, true = (jobs[0].said.column(name).to_pylist() for name in ("row", truth))
    said = zip(*(job.said.column("predicted").to_pylist() for job in jobs), strict=True)
    return [
        {"row": row, truth: right, "predicted": [*each]}
        for row, right, each in zip(rows, true, said, strict=True)
        if any(one != each[0] for one in each)
    ]


def _pairs(jobs: Sequence[Tested]) -> list[dict[str, Any]]:
    """The tests of every pair; none where what was said is not a line for each row."""
    if jobs[0].truth:
        test = _test_right
    elif jobs[0].wrong:
        test = _test_wrong
    else:
        return []
    pairs = [
        {"one": str(one.output.folder), "other": str(other.output.folder), **test(one, other)}
        for one, other in combinations(jobs, 2)
    ]
    corrected = holm([pair["p"] for pair in pairs])
    return [{**pair, "p_corrected": p} for pair, p in zip(pairs, corrected, strict=True)]


def _test_right(one: Tested, other: Tested) -> dict[str, Any]:
    """The share of rows that `one` has right, minus the other's, by McNemar's test."""
    ours, theirs = one.right(), other.right()
    all_right = np.ones_like(ours)
    p, only_one, only_other = mcnemar(all_right, ours, theirs)
    difference = difference_interval(all_right, ours, theirs, seed=one.output.results["recipe"]["seed"])
    counts = {"only_one_right": only_one, "only_other_right": only_other}
    return {"of": "right", "difference": difference, "test": "mcnemar_exact", "p": p, **counts}


def _test_wrong(one: Tested, other: Tested) -> dict[str, Any]:
    """How wrong `one` is on average, minus the other, by the bootstrap; of tokens each counts alike."""
    name = one.wrong
    assert name is not None
    ours, theirs = one.column(name), other.column(name)
    sizes = one.column("tokens") if "tokens" in one.said.column_names else np.ones_like(ours)
    known = np.isfinite(ours) & np.isfinite(theirs)  # no error is known of a forecast of what nobody measured
    mean = Bootstrapped(
        name, int(known.sum()), lambda said: lambda weights: (weights @ said) / (weights @ sizes[known])
    )
    seed = one.output.results["recipe"]["seed"]
    return {"of": name, **mean.compare(ours[known], theirs[known], seed=seed)}
