"""The terms in English. Changing a word here means a new RENDERER_VERSION; texts that stand are not touched."""

from agreements.rendering.english import life, protecting, purposes, results, sharing
from agreements.rendering.english.words import parties
from agreements.rendering.facts import Names, Writer
from agreements.terms import Terms

CLAUSES: dict[str, Writer] = {
    **sharing.CLAUSES,
    **purposes.CLAUSES,
    **protecting.CLAUSES,
    **results.CLAUSES,
    **life.CLAUSES,
}


def title(names: Names) -> str:
    """The first line of the text."""
    return f"{names.title}, version {names.version}"


def preamble(terms: Terms, names: Names) -> str:
    """Who agrees."""
    return f"An agreement between {parties(terms['parties'], names)}."
