"""Tags of tokens that are likely wrong: a token is known by itself and by those beside it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from sklearn.feature_extraction import FeatureHasher

from catalog.profiling.doubts import FOLDS, doubts, large_enough

MOST_TOKENS = 20_000
FEATURES = 1 << 15


def doubted_tags(table: pa.Table, tokens: str, tags: str) -> dict[str, Any] | None:
    """The tokens whose tag is likely wrong; None where there are no tags to tell apart. No sentence is torn apart."""
    known = list(_tokens(table, tokens, tags))
    places, classes = large_enough(np.array([tag for _, _, _, tag, _ in known], dtype=object))
    kept = [known[place] for place in places]
    sentences = np.array([row for row, *_ in kept])
    if len(classes) < 2 or len(set(sentences.tolist())) < FOLDS:
        return None
    given = np.searchsorted(classes, np.array([tag for _, _, _, tag, _ in kept]))
    hashed = FeatureHasher(FEATURES, input_type="string").transform(seen for *_, seen in kept)
    found = doubts(hashed, given, classes, together=sentences)
    for each in found["told"]:
        row, at, token, *_ = kept[each.pop("at")]
        each |= {"row": row + 1, "place": at + 1, "token": token}
    return found


def _tokens(table: pa.Table, tokens: str, tags: str) -> Iterator[tuple[int, int, str, str, list[str]]]:
    """Row, place, token, tag and what is seen of it, of the first MOST_TOKENS."""
    count = 0
    pairs = zip(table[tokens].to_pylist(), table[tags].to_pylist(), strict=True)
    for row, (words, said) in enumerate(pairs):
        if not words or not said or len(words) != len(said):
            continue
        for at, (word, tag) in enumerate(zip(words, said, strict=True)):
            before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
            yield row, at, word, tag, _seen(word, before, after)
        count += len(words)
        if count >= MOST_TOKENS:
            return


def _seen(word: str, before: str, after: str) -> list[str]:
    small = word.lower()
    form = "".join(
        "X" if each.isupper() else "9" if each.isdigit() else "x" if each.isalpha() else each for each in word
    )
    return [
        f"is {small}",
        f"begins {small[:3]}",
        f"ends {small[-3:]}",
        f"form {form[:6]}",
        f"before {before.lower()}",
        f"after {after.lower()}",
    ]
