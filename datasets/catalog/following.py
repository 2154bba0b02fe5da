"""Making the guess of a file like what is known beforehand: the version before, or two columns that were told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog.correcting import OF_TEXT, SEVERAL, kinds_for
from catalog.formats import Column, Fault, Guess, Split
from catalog.models import DatasetVersion
from catalog.splitting import can_split

RULED = ("text", "label")  # roles that can be told beforehand
MADE_OF_TEXTS = ("texts", "pairs")  # shapes in which a text has a label


def like_version(guess: Guess, last: DatasetVersion) -> Guess:
    """The guess with shape, kinds and uses of the version before, where the file still has all columns that are used.

    A split may come and go with the names of files.
    """
    before = {column["name"]: column for column in last.columns}
    here = {column.name: column for column in guess.columns}
    used = [column for column in before.values() if column.get("role") not in (None, "", "split")]
    if not all(column["name"] in here and _agree(here[column["name"]].kind, column["kind"]) for column in used):
        return guess
    columns = [_like(guess, each, before) for each in guess.columns]
    return replace(guess, shape=last.shape, columns=columns, split=_split_like(guess, columns, last))


def with_roles(guess: Guess, roles: Mapping[str, str]) -> Guess:
    """The guess with the columns of text and label that were told; the other columns stay as they are."""
    of_column = {name: role for role, name in roles.items()}
    columns = [_told(each, of_column, roles) for each in guess.columns]
    keeps = guess.shape in MADE_OF_TEXTS and (guess.shape != "pairs" or "second" in {each.role for each in columns})
    labelled = set(roles) >= set(RULED)
    return replace(guess, columns=columns, shape="texts" if labelled and not keeps else guess.shape)


def wrong_roles(guess: Guess, roles: Mapping[str, str], file: str) -> list[Fault]:
    """What is wrong with the columns that were told: they are not there, or hold neither texts nor classes."""
    here = {column.name: column for column in guess.columns}
    has = ", ".join(f"“{name}”" for name in list(here)[:20])
    told = roles.values()
    lacks = [Fault("no_column", {"file": file, "column": name, "columns": has}) for name in told if name not in here]
    if len(set(told)) < len(told):
        lacks.append(Fault("same_column", {"file": file, "column": next(iter(told))}))
    return lacks + [
        Fault("no_text_column", {"file": file, "column": name, "kind": here[name].kind})
        for name in told
        if name in here and here[name].kind not in OF_TEXT
    ]


def _agree(kind: str, before: str) -> bool:
    """Whether a column can be used as it was: a list, a picture or messages stay what they are."""
    return kind == before or {kind, before} <= set(OF_TEXT)


def _like(guess: Guess, column: Column, before: Mapping[str, dict[str, Any]]) -> Column:
    told = before.get(column.name)
    if told is None:
        taken = {each.get("role", "") for each in before.values()}
        fits = column.role == "split" and "split" not in taken
        return replace(column, role=column.role if fits or column.role in SEVERAL else "")
    kind = told["kind"] if told["kind"] in kinds_for(guess, column) else column.kind
    return replace(column, kind=kind, role=told.get("role", ""))


def _split_like(guess: Guess, columns: list[Column], last: DatasetVersion) -> Split:
    """The split made as it was made before, where the file says none itself."""
    told = {name: value for name, value in last.split.items() if name in Split.__dataclass_fields__}
    if told.get("way", "given") == "given" or "split" in {column.role for column in columns}:
        return replace(guess.split, alike=told.get("alike", guess.split.alike))
    made = replace(guess, columns=columns, split=Split(**told))
    return made.split if can_split(made) else guess.split


def _told(column: Column, of_column: Mapping[str, str], roles: Mapping[str, str]) -> Column:
    if role := of_column.get(column.name):
        return replace(column, kind="text", role=role)
    return replace(column, role="") if column.role in roles else column
