"""How the agreement itself lives: its days, suspension, reviews, later terms, law and languages."""

from agreements.rendering.english.words import count, day, parties
from agreements.rendering.facts import Names, Writer, Written
from agreements.terms import Terms


def _period(terms: Terms, _names: Names) -> Written:
    first = day(terms["starts_on"])
    if terms["ends_on"] is None:
        return Written("Start and end", f"In force from {first} (UTC), without an end.")
    return Written(
        "Start and end",
        f"In force from {first} until {day(terms['ends_on'])}, both days included (UTC). "
        "Before and after, it allows nothing.",
    )


def _suspension(terms: Terms, names: Names) -> Written:
    return Written(
        "Suspension and termination",
        f"Each of {parties(terms['parties'], names)} may suspend this agreement at any time, and so may the platform's "
        "reviewers; whoever suspended it resumes it. Each of them may terminate it by a signatory. A reason is given. "
        "While it is suspended, and once it is terminated, it allows nothing.",
    )


def _compliance(terms: Terms, _names: Names) -> Written:
    months, days = terms["compliance"]["every_months"], terms["compliance"]["suspend_after_days"]
    assert months is not None
    lines = [f"Every {count(months, 'month')} the recipients answer for how they keep this agreement, with evidence."]
    if days is not None:
        lines.append(f"When an answer is {count(days, 'day')} overdue, this agreement is suspended.")
    return Written("Compliance reviews", "\n".join(lines))


def _amendment(terms: Terms, _names: Names) -> Written:
    amendment = terms["amendment"]
    if amendment["old_binds"] == "grace":
        rest = (
            f"Once they are proposed, these terms go on to allow what they allow for "
            f"{count(amendment['grace_days'], 'day')}, and nothing after that."
        )
    else:
        rest = "Until all have signed them, these terms hold."
    return Written("Later terms", f"Other terms need the signatures of all parties. {rest}")


def _law(terms: Terms, _names: Names) -> Written:
    return Written("Law", terms["law"]["en"])


def _liability(terms: Terms, _names: Names) -> Written:
    return Written("Liability", terms["liability"]["en"])


def _languages(terms: Terms, _names: Names) -> Written:
    prevailing = {"en": "English", "zh": "Chinese"}[terms["prevailing_language"]]
    return Written(
        "Languages",
        f"The English and the Chinese text are both signed. Where they differ, the {prevailing} text prevails.",
    )


CLAUSES: dict[str, Writer] = {
    "period": _period,
    "suspension": _suspension,
    "compliance": _compliance,
    "amendment": _amendment,
    "law": _law,
    "liability": _liability,
    "languages": _languages,
}
