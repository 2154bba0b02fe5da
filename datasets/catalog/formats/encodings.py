"""Which encoding a text is written in, and reading it as UTF-8."""

import codecs
import io
from collections.abc import Callable, Iterator
from typing import IO

import numpy as np
from charset_normalizer import from_bytes

from catalog.formats.limits import BLOCK_BYTES, LOOKED_AT_BYTES
from catalog.formats.schema import FormatError, fault

UTF8 = "utf-8"
MARKS = {  # the longer first: the mark of UTF-16 begins that of UTF-32
    codecs.BOM_UTF8: UTF8,
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
LIKELY = ["gb18030", "big5", "shift_jis", "euc_kr", "cp1252", "cp1250", "cp1251"]
EVIDENCE_BYTES = 256 << 10
MIXED = 0.5  # a file of which more than this share of the lines that say anything is UTF-8 is meant to be UTF-8
UNDECODABLE = "\udc80"  # what stands for bytes that are no text, where a fault has to be found


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return UNDECODABLE, error.end


codecs.register_error("catalog.mark", _mark)


def detect(stream: IO[bytes]) -> str:
    """The encoding of the text in `stream`, by its mark or by the lines that are not plain ASCII."""
    start = stream.read(4096)
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            return encoding
    if unmarked := _utf16_without_mark(start):
        return unmarked
    lines = _telling_lines(start, stream)
    good = sum(_is_utf8(line) for line in lines)
    if good > MIXED * len(lines) or not lines:
        return UTF8
    if _is_gb(b"\n".join(lines)):
        return "gb18030"
    found = from_bytes(b"\n".join(lines), cp_isolation=LIKELY).best()
    return found.encoding if found else "cp1252"


def _is_gb(text: bytes) -> bool:
    """Whether it reads as Chinese of the common kind, which a guesser of all encodings needs more text to see.

    Most of a text's letters are of the 3,755 that GB 2312 orders by sound; Korean would read as its first half alone.
    """
    letters = [letter for letter in text.decode("gb18030", "ignore") if letter >= "\u3400"]
    leads = [code[0] for letter in letters if len(code := letter.encode("gb2312", "ignore")) == 2 and code[0] >= 0xB0]
    common = sum(lead <= 0xD7 for lead in leads)
    return common > 0.7 * len(letters) and sum(0xC8 < lead <= 0xD7 for lead in leads) > 0.12 * len(letters)


def _utf16_without_mark(start: bytes) -> str:
    """Text of mostly Latin letters has a NUL in every second byte."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if half and odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if half and even > 0.6 * half and odd < 0.1 * half else ""


def _telling_lines(start: bytes, stream: IO[bytes]) -> list[bytes]:
    """Lines that are not plain ASCII, from the beginning on."""
    found: list[bytes] = []
    chunk, rest, looked, size = start, b"", 0, 0
    while chunk and looked < LOOKED_AT_BYTES and size < EVIDENCE_BYTES:
        looked += len(chunk)
        plain = chunk.isascii() and rest.isascii()
        *lines, rest = (chunk,) if plain else (rest + chunk).split(b"\n")
        for line in lines:
            if not line.isascii():
                found.append(line[:EVIDENCE_BYTES])
                size += len(line)
        rest = rest[:BLOCK_BYTES]  # its beginning tells, which no letter is cut off from
        chunk = stream.read(BLOCK_BYTES)
    if not rest.isascii() and (not chunk or not found):
        found.append(rest[:EVIDENCE_BYTES])
    return found


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode(UTF8)
    except UnicodeDecodeError as error:
        return error.end >= len(line) and error.reason == "unexpected end of data" and len(line) >= EVIDENCE_BYTES
    return True


def check_encoding(encoding: str, file: str) -> None:
    """Raises FormatError: Python knows no such encoding, or it is none of texts."""
    try:
        known = codecs.lookup(encoding)
    except LookupError:
        raise FormatError([fault("encoding_unknown", file, encoding=encoding)]) from None
    if not known._is_text_encoding:
        raise FormatError([fault("encoding_unknown", file, encoding=encoding)])


class Undecodable(Exception):
    """Bytes that are no text in the file's encoding, or a NUL: where it stands the careful reader finds out."""


class Utf8(io.RawIOBase):
    """The text of `stream` as UTF-8 without a mark; `passed` counts the bytes that were read of it.

    Reading raises Undecodable.
    """

    def __init__(self, stream: IO[bytes], encoding: str, hear: Callable[[int], None] = lambda _: None) -> None:
        self._chunks = _transcoded(stream, encoding, hear)
        self._left = b""
        self._lines = self._quotes = 0

    def may_hide(self, rows: int) -> bool:
        """Whether a quotation mark that was never closed may have swallowed lines: there are more than `rows`."""
        return self._quotes % 2 == 1 or (self._quotes > 0 and self._lines > rows + 1)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; all that remains for -1."""
        if size < 0:
            return b"".join(iter(lambda: self.read(BLOCK_BYTES), b""))
        while not self._left:
            following = next(self._chunks, None)
            if following is None:
                return b""
            self._left = following
            self._quotes += _count(following, b'"')
            self._lines += _count(following, b"\n")
        taken, self._left = self._left[:size], self._left[size:]
        return taken

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills `buffer`, for readers that bring their own."""
        taken = self.read(len(buffer))
        buffer[: len(taken)] = taken
        return len(taken)


def _count(chunk: bytes, letter: bytes) -> int:
    """How often a letter stands there; where it is frequent, NumPy is several times as quick as bytes.count."""
    return int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == ord(letter)))


def _transcoded(stream: IO[bytes], encoding: str, hear: Callable[[int], None]) -> Iterator[bytes]:
    first = True
    decode = codecs.getincrementaldecoder(encoding)().decode
    plain = codecs.lookup(encoding).name in (UTF8, "utf-8-sig", "ascii")
    while chunk := stream.read(BLOCK_BYTES):
        hear(len(chunk))
        if not plain:
            chunk = _decoded(decode, chunk).encode()
        if first:
            chunk, first = chunk.removeprefix(codecs.BOM_UTF8), False
        if b"\0" in chunk:
            raise Undecodable
        if chunk:
            yield chunk
    if not plain:
        _decoded(decode, b"", final=True)


def _decoded(decode: Callable[..., str], chunk: bytes, *, final: bool = False) -> str:
    try:
        return decode(chunk, final)
    except UnicodeDecodeError as error:
        raise Undecodable from error


def careful_text(stream: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """The text of `stream` with every line end as it is, and UNDECODABLE where it is no text."""
    name = "utf-8-sig" if codecs.lookup(encoding).name == UTF8 else encoding
    return io.TextIOWrapper(stream, encoding=name, errors="catalog.mark", newline="")
