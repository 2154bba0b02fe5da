"""A value as people who decide about it may see it: enough to know what it is, too little to use it."""

import re
from itertools import islice

from privacy.scanning.letters import letters, tells

HIDDEN = "*"
SHOWN_LETTERS = 40
_RUN = re.compile(r"\*{4,}")  # its length would tell too


def masked(value: str) -> str:
    """`value` with the first letter of each word and its punctuation; of digits the last two, if there are many."""
    said = letters(value)
    digits = [at for at, letter in enumerate(said) if letter[0].isdigit()]
    shown = set(islice(reversed(digits), 2)) if len(digits) > 6 else set[int]()
    told = []
    for at, letter in enumerate(said):
        first = letter[0].isalpha() and (at == 0 or not tells(said[at - 1]))
        told.append(letter if not tells(letter) or first or at in shown else HIDDEN)
    short = letters(_RUN.sub(HIDDEN * 3, "".join(told)))
    return "".join(short[:SHOWN_LETTERS]) + ("…" if len(short) > SHOWN_LETTERS else "")
