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
    months = terms["compliance"]["every_months"]
    assert months is not None
    asked = f"Every {count(months, 'month')} the recipients answer for how they keep this agreement, with evidence."
    return Written("Compliance reviews", asked)


def _compliance_stops(terms: Terms, _names: Names) -> Written:
    days = terms["compliance"]["suspend_after_days"]
    assert days is not None
    overdue = f"is {count(days, 'day')} overdue" if days else "is overdue"
    return Written(
        "Overdue reviews",
        f"When an answer {overdue}, this agreement allows nothing from then on, until the review is concluded.",
    )


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
    "compliance_stops": _compliance_stops,
    "amendment": _amendment,
    "law": _law,
    "liability": _liability,
    "languages": _languages,
}
