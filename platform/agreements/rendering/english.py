"""The terms in English. Changing a word here means a new RENDERER_VERSION; texts that stand are not touched."""

from datetime import date

from agreements.duo import CODES, operation_code
from agreements.matcher import OBLIGATIONS, restricts
from agreements.rendering.clauses import Clause, Text, numbered
from agreements.rendering.facts import Names, split_operations
from agreements.terms import Share, Terms, providers

OPERATIONS = {
    "dataset": {
        "discover": "find it and read its description",
        "preview": "look at its rows",
        "download": "download a copy of it",
        "train": "train models on it",
        "evaluate": "evaluate models with it",
        "derive": "make new models and data from it",
        "redistribute": "pass it on",
        "publish": "publish it",
    },
    "model": {
        "discover": "find it and read its description",
        "evaluate": "evaluate it",
        "derive": "make new models from it",
        "infer": "make predictions with it",
        "release_weights": "download its weights",
        "serve": "offer its predictions to others",
        "redistribute": "pass it on",
        "publish": "publish it",
    },
}


def render_english(terms: Terms, names: Names) -> Text:
    """The whole agreement as numbered clauses."""
    parties = _all_of([names.organizations[party] for party in terms["parties"]])
    return Text(
        f"{names.title}, version {names.version}",
        f"An agreement between {parties}.",
        numbered(
            [
                _shared(terms, names),
                _allowed(terms, names),
                _purpose(terms, names),
                *_duties(terms),
                _term(terms),
                _suspension(terms, names),
                _derived(terms),
                _publication(terms, names),
                Clause("Law", terms["law"]["en"], "text"),
                Clause("Liability", terms["liability"]["en"], "text"),
                _languages(terms),
            ]
        ),
    )


def _shared(terms: Terms, names: Names) -> Clause:
    lines = []
    for share in terms["shares"]:
        reach = (
            "this and all later versions"
            if share["versions"] == "all"
            else f"its versions up to and including version {share['versions']}"
        )
        lines.append(
            f"{names.organizations[share['provider']]} shares {_asset(share, names)} with "
            f"{names.organizations[share['recipient']]}: {reach}."
        )
    return Clause("What is shared", "\n".join(lines), "software")


def _allowed(terms: Terms, names: Names) -> Clause:
    lines, codes = [], []
    for share in terms["shares"]:
        words = OPERATIONS[share["asset"]["kind"]]
        granted, refused = split_operations(share)
        recipient = names.organizations[share["recipient"]]
        line = f"With {_asset(share, names)}, {recipient} may {_all_of([words[operation] for operation in granted])}."
        if refused:
            line += f" This agreement does not let it {_any_of([words[operation] for operation in refused])}."
        lines.append(line)
        codes += [operation_code(operation) for operation in granted]
    lines.append("What is not named here, this agreement does not allow.")
    return Clause("What may be done", "\n".join(lines), "software", tuple(dict.fromkeys(codes)))


def _purpose(terms: Terms, names: Names) -> Clause:
    purposes = terms["purposes"]
    codes = [code for code in purposes["codes"] if code not in OBLIGATIONS]
    lines = []
    if codes:
        labels = "; ".join(CODES[code].en for code in codes)
        lines.append(f"The purpose must match these conditions of the Data Use Ontology: {labels}.")
    lines.append("Commercial use is allowed." if purposes["commercial"] else "Commercial use is not allowed.")
    if purposes["project"]:
        lines.append(f"Only within the project “{names.projects[purposes['project']]}”.")
    if restricts(purposes):
        confirming = _all_of([names.organizations[party] for party in providers(terms)])
        lines.append(
            f"A project's purpose counts once {confirming} confirmed it for what they share; "
            "when it changes, it must be confirmed again."
        )
    return Clause("For what", "\n".join(lines), "software", tuple(codes))


def _duties(terms: Terms) -> list[Clause]:
    codes = [code for code in terms["purposes"]["codes"] if code in OBLIGATIONS]
    if not codes:
        return []
    labels = "; ".join(CODES[code].en for code in codes)
    return [Clause("Further duties", f"Whoever uses it keeps to: {labels}.", "people", tuple(codes))]


def _term(terms: Terms) -> Clause:
    first = _day(terms["starts_on"])
    if terms["ends_on"] is None:
        return Clause("Start and end", f"In force from {first} (UTC), without an end.", "software")
    return Clause(
        "Start and end",
        f"In force from {first} until {_day(terms['ends_on'])}, both days included (UTC). "
        "Before and after, it allows nothing.",
        "software",
    )


def _suspension(terms: Terms, names: Names) -> Clause:
    parties = _all_of([names.organizations[party] for party in terms["parties"]])
    return Clause(
        "Suspension and termination",
        f"Each of {parties} may suspend this agreement at any time, and so may the platform's reviewers; whoever "
        "suspended it resumes it. Each of them may terminate it by a signatory. A reason is given. "
        "While it is suspended, and once it is terminated, it allows nothing.",
        "software",
    )


def _derived(terms: Terms) -> Clause:
    return Clause("What comes of it", terms["derived_models"]["en"], "text")


def _publication(terms: Terms, names: Names) -> Clause:
    days = terms["publication"]["review_days"]
    readers = _all_of([names.organizations[party] for party in providers(terms)])
    if not days:
        return Clause("Publication", f"A manuscript may be submitted before {readers} read it.", "people")
    unit = "day" if days == 1 else "days"
    return Clause("Publication", f"{readers} may read a manuscript for {days} {unit} before it is submitted.", "people")


def _languages(terms: Terms) -> Clause:
    prevailing = {"en": "English", "zh": "Chinese"}[terms["prevailing_language"]]
    return Clause(
        "Languages",
        f"The English and the Chinese text are both signed. Where they differ, the {prevailing} text prevails.",
        "text",
    )


def _asset(share: Share, names: Names) -> str:
    asset = share["asset"]
    return f"the {asset['kind']} “{names.assets[asset['kind'], asset['slug']]}”"


def _day(written: str) -> str:
    day = date.fromisoformat(written)
    return f"{day.day} {day:%B} {day.year}"


def _all_of(words: list[str]) -> str:
    return _joined(words, "and")


def _any_of(words: list[str]) -> str:
    return _joined(words, "or")


def _joined(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
