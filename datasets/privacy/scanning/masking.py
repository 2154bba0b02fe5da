"""A value as people who decide about it may see it: enough to know what it is, too little to use it."""

import re
from itertools import islice

HIDDEN = "*"
SHOWN_LETTERS = 40
_RUN = re.compile(r"\*{4,}")  # its length would tell too


def masked(value: str) -> str:
    """`value` with the first letter of each word and its punctuation; of digits the last two, if there are many."""
    digits = [at for at, letter in enumerate(value) if letter.isdigit()]
    shown = set(islice(reversed(digits), 2)) if len(digits) > 6 else set[int]()
    told = []
    for at, letter in enumerate(value):
        first = letter.isalpha() and (at == 0 or not value[at - 1].isalnum())
        told.append(letter if not letter.isalnum() or first or at in shown else HIDDEN)
    short = _RUN.sub(HIDDEN * 3, "".join(told))
    return short if len(short) <= SHOWN_LETTERS else f"{short[:SHOWN_LETTERS]}…"
