"""Rows for the benchmark of training: SST-2 and Banking77 by path, or a few of our own making."""

import csv
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LABELS = ["leak", "noise"]
WORDS = ["seal", "pump", "drip", "rattle", "bearing", "slowly", "today", "again"]


@dataclass(frozen=True)
class Rows:
    """Training and test rows of one data set; labels are indices into `names`."""

    name: str
    train_texts: list[str]
    train_labels: np.ndarray
    test_texts: list[str]
    test_labels: np.ndarray
    names: list[str]


def read_rows(folder: Path, name: str, *, train: int, test: int, labels: int | None, seed: int) -> Rows:
    """A random part of a data set with the files train.csv, validation.csv and test.csv, columns text and label.

    Of the `labels` most frequent labels only, unless that is None; where validation and test have fewer than `test`
    rows, rows of train.csv that nobody trains on fill up.
    """
    known = _read(folder / "train.csv")
    frequent = {label for label, _ in Counter(label for _, label in known).most_common(labels)}
    shuffled = _sample([row for row in known if row[1] in frequent], len(known), seed)
    held_out = [row for row in _read(folder / "validation.csv") + _read(folder / "test.csv") if row[1] in frequent]
    return _rows(name, shuffled[:train], [*_sample(held_out, test, seed), *shuffled[train:]][:test])


def make_rows(name: str, *, train: int, test: int) -> Rows:
    """Rows that anybody can learn: the label is the text's first word."""
    draw = random.Random(name)
    made = []
    for number in range(train + test):
        label = LABELS[number % 2]
        made.append((" ".join([label, *draw.choices(WORDS, k=draw.randint(4, 20))]), label))
    return _rows(name, made[:train], made[train:])


def _read(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]


def _sample(rows: list[tuple[str, str]], count: int, seed: int) -> list[tuple[str, str]]:
    return random.Random(seed).sample(rows, min(count, len(rows)))


def _rows(name: str, train: list[tuple[str, str]], test: list[tuple[str, str]]) -> Rows:
    names = sorted({label for _, label in train + test})

    def indices(rows: list[tuple[str, str]]) -> np.ndarray:
        return np.array([names.index(label) for _, label in rows])

    texts = ([text for text, _ in part] for part in (train, test))
    return Rows(name, next(texts), indices(train), next(texts), indices(test), names)
