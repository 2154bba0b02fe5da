"""What comes of it: models, inventions, and what is written about them."""

from agreements.rendering.english.words import count, day, parties, portions
from agreements.rendering.facts import Names, Writer, Written
from agreements.terms import Terms, providers

AT_END = {
    "keep": "they stay in use, by those whom this agreement lets use them.",
    "freeze": "they are frozen: kept, and no longer used.",
    "delete": "they are deleted, and whoever holds them shows evidence of it.",
}


def _ownership(terms: Terms, names: Names) -> Written:
    owned = portions(terms["derived_models"]["ownership"], names)
    return Written("Ownership of models", f"Models made from what is shared belong {owned}.")


def _licence(terms: Terms, _names: Names) -> Written:
    return Written(
        "Licence of models",
        f"Models made from what is shared are licensed under {terms['derived_models']['licence']} "
        "(an identifier of the SPDX licence list).",
    )


def _use_of_derived(terms: Terms, names: Names) -> Written:
    derived = terms["derived_models"]
    lines = [
        _who(derived["deploy"], "put models made from what is shared into operation", names),
        _who(derived["serve"], "offer their predictions to others", names),
        _who(derived["pass_on"], "pass them on", names),
    ]
    return Written("Use of models", "\n".join(lines))


def _who(slugs: list[str], may: str, names: Names) -> str:
    return f"{parties(slugs, names)} may {may}." if slugs else f"No party may {may}."


def _derived_at_end(terms: Terms, _names: Names) -> Written:
    return Written(
        "Models at the end",
        "When this agreement ends, this happens to models made from what is shared: "
        f"{AT_END[terms['derived_models']['at_end']]}",
    )


def _derived_words(terms: Terms, _names: Names) -> Written:
    words = terms["derived_models"]["words"]
    assert words is not None
    return Written("What comes of it", words["en"])


def _background(terms: Terms, _names: Names) -> Written:
    words = terms["intellectual_property"]["background"]
    assert words is not None
    return Written("Background", words["en"])


def _foreground(terms: Terms, names: Names) -> Written:
    owned = portions(terms["intellectual_property"]["foreground"], names)
    return Written("Foreground", f"Inventions and other rights that arise from the work belong {owned}.")


def _filing(terms: Terms, names: Names) -> Written:
    filing = terms["intellectual_property"]["filing"]
    assert filing is not None
    return Written(
        "Filing",
        f"{names.organizations[filing['party']]} files for protection of an invention within "
        f"{count(filing['days'], 'day')} after it was reported, in the names of all who own it.",
    )


def _review_of_manuscripts(terms: Terms, names: Names) -> Written:
    days, readers = terms["publication"]["review_days"], parties(providers(terms), names)
    if not days:
        return Written("Publication", f"A manuscript may be submitted before {readers} read it.")
    return Written("Publication", f"{readers} may read a manuscript for {count(days, 'day')} before it is submitted.")


def _embargo(terms: Terms, _names: Names) -> Written:
    until = terms["publication"]["embargo_until"]
    assert until is not None
    return Written("Embargo", f"Nothing that comes of it is published before {day(until)} (UTC).")


def _duty_to_publish(_terms: Terms, _names: Names) -> Written:
    return Written("Duty to publish", "Whoever uses what is shared publishes the results, whatever they are.")


CLAUSES: dict[str, Writer] = {
    "ownership": _ownership,
    "licence": _licence,
    "use_of_derived": _use_of_derived,
    "derived_at_end": _derived_at_end,
    "derived_words": _derived_words,
    "background": _background,
    "foreground": _foreground,
    "filing": _filing,
    "review_of_manuscripts": _review_of_manuscripts,
    "embargo": _embargo,
    "duty_to_publish": _duty_to_publish,
}
