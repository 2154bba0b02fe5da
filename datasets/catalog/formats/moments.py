"""Days and moments that are written as text: read where they exist, in the years that a calendar has."""

import pyarrow as pa
import pyarrow.compute as pc

from catalog.formats.kinds import TYPES, WrongKind

ONE_DIGIT = r"([- T])(\d)([-: T]|$)"


def as_moments(texts: pa.Array, kind: str) -> pa.Array:
    """Dates or timestamps; months, days and hours may have one digit, and slashes between them.

    Raises WrongKind: one is no day or no time of day. (Arrow's parsers by a pattern take February 30 for March 2.)
    """
    texts = pc.utf8_trim_whitespace(texts)
    try:
        return checked_moments(pc.cast(texts, TYPES[kind]))
    except pa.ArrowInvalid:
        texts = pc.replace_substring(texts, "/", "-")
    for _ in range(2):  # a match ends where the next one begins
        texts = pc.replace_substring_regex(texts, ONE_DIGIT, r"\10\2\3")
    try:
        return checked_moments(pc.cast(texts, TYPES[kind]))
    except pa.ArrowInvalid as error:
        raise WrongKind from error


def checked_moments(values: pa.Array) -> pa.Array:
    """The same dates or timestamps. Raises WrongKind: one is of a year that no calendar here has."""
    ends = pc.min_max(values)
    try:
        ends["min"].as_py(), ends["max"].as_py()
    except (OverflowError, ValueError) as error:  # Python's calendar has the years 1 to 9999
        raise WrongKind from error
    return values


def first_unreal(texts: pa.Array, kind: str) -> int:
    """The place of the first text that looks like one and is none; -1 when all are some."""
    try:
        as_moments(texts, kind)
    except WrongKind:
        return next(at for at in range(len(texts)) if not _is_real(texts.slice(at, 1), kind))
    return -1


def _is_real(text: pa.Array, kind: str) -> bool:
    try:
        as_moments(text, kind)
    except WrongKind:
        return False
    return True
