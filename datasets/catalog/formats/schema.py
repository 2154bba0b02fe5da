"""What is said about a dataset: what its beginning looks like, what was found in all of it, and what is wrong."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

FAULTS_SHOWN = 20
VALUE_SHOWN = 60  # letters of a value that a sentence repeats

UNSHOWABLE = re.compile("[\ud800-\udfff\0]")

Params = dict[str, str | int]


class Fault(NamedTuple):
    """Something that is wrong, or was mended: `catalog.fault_words` says it in the reader's language.

    `params` has the `file`, and where it helps the `row` (from 1, below the header), the `line` on which that row
    ends, the `column` and the `value`, shortened.
    """

    code: str
    params: Params


class FormatError(Exception):
    """A file that can't be read: at most 20 faults, and then one `more` that has their `count`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = list(faults)
        self.faults = found[:FAULTS_SHOWN]
        if len(found) > FAULTS_SHOWN:
            more: Params = {"file": found[0].params.get("file", ""), "count": len(found) - FAULTS_SHOWN}
            self.faults.append(Fault("more", more))
        super().__init__("; ".join(f"{fault.code} {fault.params}" for fault in self.faults))


def fault(code: str, file: str, **params: str | int) -> Fault:
    """The fault `code` of `file`, with values cut to what a sentence can hold."""
    return Fault(code, {"file": file, **{name: shortened(value) for name, value in params.items()}})


def shortened(value: str | int) -> str | int:
    """What a sentence repeats of a value."""
    if isinstance(value, int):
        return value
    shown = showable(value[: VALUE_SHOWN + 1])
    return shown if len(shown) <= VALUE_SHOWN else f"{shown[: VALUE_SHOWN - 1]}…"


def showable(text: str) -> str:
    """The text with � for what no database keeps: halves of letters, and NUL."""
    return UNSHOWABLE.sub("�", text)


@dataclass(frozen=True)
class Column:
    """A column: its kind is text, integer, number, boolean, date, timestamp, list, picture, boxes or messages.

    Its role is what a job would use it for: text, second, label, labels, tokens, tags, target, value, time, group,
    split, picture, boxes, messages, prompt, context or answer; or nothing.
    """

    name: str
    kind: str
    role: str = ""
    missing: int = 0


@dataclass(frozen=True)
class Split:
    """How rows come to be for training, validation or the test, and what becomes of rows of two parts that are alike.

    `way` is random, stratified (by the label), grouped or time; none: as a column says, if one does. `validation` and
    `test` are shares. `alike` is told, removed (from training first) or refused.
    """

    way: str = ""
    validation: float = 0.1
    test: float = 0.1
    seed: int = 0
    alike: str = "told"


@dataclass(frozen=True)
class Guess:
    """What the beginning of a file looks like; a person may correct any of it.

    `format` is csv, json, jsonl, parquet, text, conll, pictures or coco; `shape` is table, texts, pairs, tagged, raw,
    pictures, boxes, series or chats. `parts` are the files that are read, each with the split that it is ("" for none).
    """

    format: str
    encoding: str
    dialect: dict[str, Any]
    shape: str
    columns: list[Column]
    parts: dict[str, str] = field(default_factory=dict)
    split: Split = Split()

    def to_json(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Guess":
        """What `to_json` has made, or a person has corrected."""
        columns = [Column(**column) for column in value["columns"]]
        return cls(**{**value, "columns": columns, "split": Split(**value.get("split", {}))})


@dataclass(frozen=True)
class Schema:
    """What was found in all of a dataset; `repaired` says what was mended or left out on the way.

    `split` has the fields of Split, and `parts`, the rows of each; nothing where there is none.
    """

    shape: str
    columns: list[Column]
    rows: int
    classes: dict[str, int]
    repaired: list[Fault]
    split: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {**asdict(self), "repaired": [list(each) for each in self.repaired]}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Schema":
        """What `to_json` has made."""
        repaired = [Fault(code, params) for code, params in value["repaired"]]
        return cls(**{**value, "columns": [Column(**each) for each in value["columns"]], "repaired": repaired})
