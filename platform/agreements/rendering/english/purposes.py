"""For what, by whom, where, and the duties that come with it."""

from agreements.duo import CODES
from agreements.matcher import restricts
from agreements.rendering.english.words import all_of, any_of, parties
from agreements.rendering.facts import Names, Writer, Written
from agreements.rendering.outline import conditions
from agreements.terms import Terms, providers
from agreements.terms.regions import REGIONS


def _purpose(terms: Terms, names: Names) -> Written:
    purposes = terms["purposes"]
    lines = []
    if codes := conditions(terms):
        labels = "; ".join(CODES[code].en for code in codes)
        lines.append(f"The purpose must match these conditions of the Data Use Ontology: {labels}.")
    lines.append("Commercial use is allowed." if purposes["commercial"] else "Commercial use is not allowed.")
    if purposes["project"]:
        lines.append(f"Only within the project “{names.projects[purposes['project']]}”.")
    if restricts(purposes):
        lines.append(
            f"A project's purpose counts once {parties(providers(terms), names)} confirmed it for what they share; "
            "when it changes, it must be confirmed again."
        )
    return Written("For what", "\n".join(lines))


def _diseases(terms: Terms, _names: Names) -> Written:
    lines = []
    for disease in terms["purposes"]["diseases"]:
        narrower = f", counting in {all_of(disease['narrower'])}" if disease["narrower"] else ""
        lines.append(f"Only for research on the disease {disease['code']}{narrower}.")
    lines.append("Diseases are named by their codes in the Mondo Disease Ontology; no other code counts.")
    return Written("Diseases", "\n".join(lines))


def _regions(terms: Terms, _names: Names) -> Written:
    named = [f"{REGIONS['en'][code]} ({code})" for code in terms["purposes"]["regions"]]
    return Written("Regions", f"Only by organizations and for projects in {any_of(named)}.")


def _people(terms: Terms, names: Names) -> Written:
    named = all_of([names.people[person] for person in terms["purposes"]["people"]])
    return Written("People", f"Of the recipients, only {named} may use what is shared.")


def _institutions(terms: Terms, names: Names) -> Written:
    named = parties(terms["purposes"]["institutions"], names)
    return Written("Institutions", f"Of the recipients, only {named} may use what is shared.")


def _duties(_terms: Terms, _names: Names) -> Written:
    return Written("Return", "What recipients derive from the data, they give back to the provider.")


CLAUSES: dict[str, Writer] = {
    "purpose": _purpose,
    "diseases": _diseases,
    "regions": _regions,
    "people": _people,
    "institutions": _institutions,
    "duties": _duties,
}
