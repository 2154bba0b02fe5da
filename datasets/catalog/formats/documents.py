"""JSON, a document at a time: what a file's list holds, however long the list is."""

import json
import re
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from catalog.formats.encodings import UNDECODABLE, careful_text
from catalog.formats.limits import LONGEST_ROW_BYTES
from catalog.formats.schema import FormatError, fault
from catalog.formats.sources import Part

SPACE = re.compile(r"[ \t\r\n]*")
CHUNK = 1 << 20
_decoder = json.JSONDecoder(parse_constant=lambda _: None)  # NaN and the like: a value that is missing


class Element(NamedTuple):
    """A value in a file: of the list under `key` ("" for the file's own list), or the value of `key` itself."""

    key: str
    value: Any
    listed: bool


def loads(text: str, part: Part, row: int, line: int) -> Any:
    """One document. Raises FormatError, which names row and line."""
    if UNDECODABLE in text:
        raise FormatError([fault("json_not_encoded", part.name, row=row, line=line)])
    try:
        return _decoder.decode(text)
    except RecursionError:
        raise FormatError([fault("too_deep", part.name, row=row, line=line)]) from None
    except json.JSONDecodeError as error:
        raise FormatError([fault("json", part.name, row=row, line=line, at=error.pos + 1, why=error.msg)]) from error
    except ValueError as error:  # a number of thousands of digits
        raise FormatError([fault("json", part.name, row=row, line=line, at=1, why=str(error))]) from error


def lines(part: Part, encoding: str) -> Iterator[tuple[int, int, str]]:
    """Row, line and text of each line that isn't blank. Raises FormatError."""
    row = 0
    with part.open() as stream, careful_text(stream, encoding) as text:
        for number, line in enumerate(iter(lambda: text.readline(LONGEST_ROW_BYTES), ""), 1):
            if len(line) == LONGEST_ROW_BYTES:
                limit = LONGEST_ROW_BYTES >> 20
                raise FormatError([fault("document_too_long", part.name, row=row + 1, line=number, limit=limit)])
            if line.strip():
                row += 1
                yield row, number, line


def elements(part: Part, encoding: str) -> Iterator[Element]:
    """What stands in a JSON file: the members of its list, or of its object's lists, and the object's other values.

    Raises FormatError: what is no JSON, too long or too deep, by row (the place in its list) and line.
    """
    with part.open() as stream, careful_text(stream, encoding) as text:
        yield from _Scanner(text, part).elements()


class _Scanner:
    """Holds a piece of the text in which at least one document fits."""

    def __init__(self, text: IO[str], part: Part) -> None:
        self._text, self._part = text, part
        self._held, self._at, self._line, self._row = "", 0, 1, 0
        self._before = 0  # letters of the line that are no longer held
        self._ended = False

    def elements(self) -> Iterator[Element]:
        opening = self._next()
        if opening == "[":
            yield from self._listed("")
        elif opening == "{":
            yield from self._members()
        else:
            raise self._wrong("A list or an object was expected")
        if self._next():
            raise self._wrong("Something follows after the end")

    def _members(self) -> Iterator[Element]:
        if self._peek() == "}":
            self._next()
            return
        while True:
            key = self._value()
            if not isinstance(key, str) or self._next() != ":":
                raise self._wrong("A name and a colon were expected")
            if self._peek() == "[":
                self._next()
                yield from self._listed(key)
            else:
                yield Element(key, self._value(), listed=False)
            if (mark := self._next()) == "}":
                return
            if mark != ",":
                raise self._wrong("A comma was expected")

    def _listed(self, key: str) -> Iterator[Element]:
        self._row = 0
        if self._peek() == "]":
            self._next()
            return
        while True:
            self._row += 1
            yield Element(key, self._value(), listed=True)
            if (mark := self._next()) == "]":
                return
            if mark != ",":
                raise self._wrong("A comma was expected")

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = _decoder.raw_decode(self._held, self._at)
                if end < len(self._held) or self._ended:  # else a number might go on
                    self._move(end)
                    return value
            except RecursionError:
                raise FormatError([fault("too_deep", self._part.name, row=self._row, line=self._line)]) from None
            except ValueError as error:
                if self._ended:
                    self._move(getattr(error, "pos", self._at))
                    raise self._wrong(getattr(error, "msg", str(error))) from error
            if len(self._held) - self._at > LONGEST_ROW_BYTES:
                raise self._too_long()
            self._more()

    def _peek(self) -> str:
        while True:
            space = SPACE.match(self._held, self._at)
            rest = space.end() if space else self._at
            self._move(rest)
            if rest < len(self._held) or self._ended:
                return self._held[rest : rest + 1]
            self._more()

    def _next(self) -> str:
        mark = self._peek()
        self._at += len(mark)
        return mark

    def _move(self, to: int) -> None:
        self._line += self._held.count("\n", self._at, to)
        self._at = to

    def _more(self) -> None:
        """Twice as much each time, so that a long document is not tried again for every piece of it."""
        gone, held = self._held[: self._at], self._held[self._at :]
        self._before = len(gone.rpartition("\n")[2]) + (0 if "\n" in gone else self._before)
        chunk = self._text.read(max(CHUNK, len(held)))
        if UNDECODABLE in chunk:
            raise FormatError([fault("json_not_encoded", self._part.name, row=self._row, line=self._line)])
        self._held, self._at, self._ended = held + chunk, 0, not chunk

    def _wrong(self, why: str) -> FormatError:
        break_at = self._held.rfind("\n", 0, self._at)
        at = self._at - break_at + (self._before if break_at < 0 else 0)
        return FormatError([fault("json", self._part.name, row=self._row, line=self._line, at=at, why=why)])

    def _too_long(self) -> FormatError:
        limit = LONGEST_ROW_BYTES >> 20
        return FormatError([fault("document_too_long", self._part.name, row=self._row, line=self._line, limit=limit)])
