"""Texts changed while they are trained on, so that more can be learned from few.

words   left out, or exchanged with the next     Wei and Zou 2019, arXiv:1901.11196
typos   of a letter in a word                    Belinkov and Bisk 2018, arXiv:1711.02173

Where words are not spaced, as in Chinese, characters stand for words.
"""

from collections.abc import Callable

import numpy as np

from engine.baselines import words_are_spaced
from engine.spec import Augmentation


def noisy(text: str, settings: Augmentation, random: np.random.Generator) -> str:
    """`text` as a hasty writer might have put it; never empty where `text` is not."""
    space = " " if words_are_spaced([text]) else ""
    words = text.split() if space else [*text]
    words = [_misspelt(word, random) if random.random() < settings.typos else word for word in words]
    changed = space.join(_disordered(words, settings.words, random))
    return changed if changed.strip() else text


def _disordered(words: list[str], share: float, random: np.random.Generator) -> list[str]:
    """So many of the words left out, or exchanged with the next, each as often."""
    kept: list[str] = []
    left = words[::-1]
    while left:
        word = left.pop()
        if random.random() >= share:
            kept.append(word)
        elif left and random.random() < 0.5:
            kept += [left.pop(), word]
    return kept


def _misspelt(word: str, random: np.random.Generator) -> str:
    at = int(random.integers(len(word)))
    return TYPOS[int(random.integers(len(TYPOS)))](word, at)


TYPOS: list[Callable[[str, int], str]] = [
    lambda word, at: word[:at] + word[at : at + 2][::-1] + word[at + 2 :],  # two letters exchanged
    lambda word, at: word[:at] + word[at + 1 :] or word,  # one left out, unless it is all there is
    lambda word, at: word[: at + 1] + word[at:],  # one written twice
]
