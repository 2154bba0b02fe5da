"""What came of one thing that a standard asks."""

from typing import Any, NamedTuple


class Result(NamedTuple):
    """Whether it holds, with what was asked and found; `standards.words` says it in the reader's language."""

    code: str
    holds: bool
    params: dict[str, Any]
