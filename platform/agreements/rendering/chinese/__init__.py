"""The terms in Chinese (简体中文). Changing a word means a new RENDERER_VERSION; texts that stand are not touched."""

from agreements.rendering.chinese import life, protecting, purposes, results, sharing
from agreements.rendering.chinese.words import parties, set_lines
from agreements.rendering.facts import Names, Writer, Written
from agreements.terms import Terms

_WRITERS: dict[str, Writer] = {
    **sharing.CLAUSES,
    **purposes.CLAUSES,
    **protecting.CLAUSES,
    **results.CLAUSES,
    **life.CLAUSES,
}


def _set(write: Writer) -> Writer:
    """The same clause with Chinese spacing. The parties' own words are theirs: life and results leave them alone."""

    def written(terms: Terms, names: Names) -> Written:
        title, text = write(terms, names)
        return Written(title, set_lines(text))

    return written


CLAUSES: dict[str, Writer] = {
    key: write if write in (*results.FREE_WORDS, *life.FREE_WORDS) else _set(write) for key, write in _WRITERS.items()
}


def title(names: Names) -> str:
    """The first line of the text."""
    return f"{names.title}，第 {names.version} 版"


def preamble(terms: Terms, names: Names) -> str:
    """Who agrees."""
    return set_lines(f"本协议由{parties(terms['parties'], names)}订立。")
