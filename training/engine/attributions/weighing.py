"""A few of a job's test rows traced to their pieces, and how far that can be believed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import torch
from transformers import PreTrainedModel

from engine.arithmetic import autocast
from engine.attributions import Answers, Attributable, Pieces
from engine.evidence import Contender, verdict
from engine.faults import Stopped
from engine.figures import Bootstrapped
from engine.outputs import ATTRIBUTIONS

ROWS = 16  # at most; half of them the surest mistakes
ERASED = (0.1, 0.2, 0.5)  # shares of a row's pieces
ORDERS = 2  # random ones to compare with


@dataclass(frozen=True)
class Traced:
    """One row: the share of each piece, and the answer's probability once pieces are gone (1 + ORDERS, ERASED)."""

    shares: np.ndarray
    whole: float
    left: np.ndarray


def weigh_attributions(task: Attributable, tuned: Contender, folder: Path, *, seed: int) -> dict[str, Any] | None:
    """How much further the answer falls where shares say what to erase than in random order; None without such rows.

    The shares themselves go to `attributions.parquet` in `folder`. Raises Stopped.
    """
    started = time.monotonic()
    pieces, answers = task.pieces(), task.answers(tuned.said)
    places = [place for place in choose(answers, seed) if pieces.count(task.parts.test[place]) > 1]
    if not places:
        return None
    with at_rest(task.model), autocast(task.setting.precision):
        traced = [_trace(task, pieces, answers, place, seed) for place in places]
    told = {"kind": pieces.kind, "rows": len(places), "seconds": time.monotonic() - started, **_weigh(traced, seed)}
    _save(folder / ATTRIBUTIONS, task, pieces, answers, np.array(places), traced)
    return told


def choose(answers: Answers, seed: int) -> list[int]:
    """Places among the test rows: the surest mistakes, and as many right answers as there is room for, by chance."""
    wrong, right = (np.flatnonzero(answers.right == each) for each in (False, True))
    worst = wrong[np.argsort(-answers.confidence[wrong], kind="stable")][: ROWS // 2]
    others = np.random.default_rng(seed).permutation(right)[: ROWS - len(worst)]
    return [*worst.tolist(), *np.sort(others).tolist()]


@contextmanager
def at_rest(model: PreTrainedModel) -> Iterator[None]:
    """The model without dropout; its weights need no gradients, which saves a third of the arithmetic."""
    was_training, trained = model.training, [each for each in model.parameters() if each.requires_grad]
    model.train(False)
    for each in trained:
        each.requires_grad_(False)
    yield
    for each in trained:
        each.requires_grad_(True)
    model.train(was_training)


def _trace(task: Attributable, pieces: Pieces, answers: Answers, place: int, seed: int) -> Traced:
    if task.setting.should_stop():
        raise Stopped
    row, model = int(task.parts.test[place]), task.model
    answer = partial(_answer, task, int(answers.classes[place]))
    shares, random = pieces.shares(model, row, answer), np.random.default_rng([seed, row])
    orders = np.stack([np.argsort(-shares, kind="stable"), *(random.permutation(len(shares)) for _ in range(ORDERS))])
    said = _ask_without(pieces, model, row, _gone(orders), answer)
    return Traced(shares, float(said[0]), said[1:].reshape(len(orders), len(ERASED)))


@torch.inference_mode()
def _ask_without(
    pieces: Pieces, model: PreTrainedModel, row: int, gone: np.ndarray, answer: Callable[[torch.Tensor], torch.Tensor]
) -> np.ndarray:
    """The answer's probability (times,) without the pieces that are `gone` (times, pieces), a few times together."""
    together = pieces.at_once(row)
    turns = (gone[start : start + together] for start in range(0, len(gone), together))
    said = [answer(model(**pieces.erased(row, some)).logits) for some in turns]
    return torch.cat(said).double().sigmoid().cpu().numpy()


def _answer(task: Attributable, name: int, logits: torch.Tensor) -> torch.Tensor:
    return task.odds(logits.float(), name)


def _gone(orders: np.ndarray) -> np.ndarray:
    """Which pieces are erased each time, (1 + orders × ERASED, pieces): first none, then of each order its shares."""
    pieces = orders.shape[1]
    ranks = np.argsort(orders, axis=1)  # (orders, pieces)
    counts = [max(1, round(share * pieces)) for share in ERASED]
    gone = np.stack([ranks < count for count in counts], axis=1)  # (orders, ERASED, pieces)
    return np.concatenate([np.zeros((1, pieces), dtype=bool), gone.reshape(-1, pieces)])


def _weigh(traced: list[Traced], seed: int) -> dict[str, Any]:
    whole = np.array([each.whole for each in traced])
    left = np.stack([each.left for each in traced])  # (rows, 1 + ORDERS, ERASED)
    ours, theirs = left[:, 0], left[:, 1:].mean(axis=1)  # (rows, ERASED)
    drop = Bootstrapped("drop", len(traced), lambda drops: lambda weights: weights @ drops)
    ours_drop, theirs_drop = (whole - each.mean(axis=1) for each in (ours, theirs))
    compared = drop.compare(ours_drop, theirs_drop, seed=seed)
    return {
        "erased": list(ERASED),
        "whole": float(whole.mean()),
        "probability": ours.mean(axis=0).tolist(),
        "probability_at_random": theirs.mean(axis=0).tolist(),
        "drop": drop.interval(ours_drop, seed=seed),
        "drop_at_random": drop.interval(theirs_drop, seed=seed),
        **compared,
        "verdict": verdict(compared["difference"]),
    }


def _save(
    path: Path, task: Attributable, pieces: Pieces, answers: Answers, places: np.ndarray, traced: list[Traced]
) -> None:
    rows = task.parts.test[places]
    columns = {
        "row": pa.array(rows, pa.int64()),
        "predicted": pa.array(answers.classes[places], pa.int32()),
        "right": pa.array(answers.right[places], pa.bool_()),
        "share": pa.array([each.shares for each in traced], pa.list_(pa.float64())),
        **pieces.places(rows),
    }
    pyarrow.parquet.write_table(pa.table(columns), path)
