"""How what is shared is protected, and what becomes of copies."""

from agreements.rendering.english.words import all_of, any_of, count, parties
from agreements.rendering.facts import Names, Writer, Written
from agreements.terms import Terms, recipients


def _masked_columns(terms: Terms, names: Names) -> Written:
    masked = [
        f"{all_of([f'“{column}”' for column in mask['columns']])} of {names.assets['dataset', mask['dataset']]}"
        for mask in terms["protections"].get("masked_columns", [])
    ]
    return Written(
        "Masked columns",
        f"{parties(recipients(terms), names)} may not see, search, download or train on what stands in these columns: "
        f"{'; '.join(masked)}.",
    )


def _deidentified(_terms: Terms, _names: Names) -> Written:
    return Written(
        "De-identified data",
        "Of datasets only versions from which identifying details of people were taken, by an approved recipe, are "
        "seen or used.",
    )


def _k_anonymity(terms: Terms, _names: Names) -> Written:
    k = terms["protections"]["k_anonymity"]
    return Written(
        "Smallest group",
        f"Of datasets only de-identified versions are seen or used in which each row stands in a group of at least {k} "
        "that can't be told apart by what others may know of a person (k-anonymity, as measured).",
    )


def _privacy_budget(terms: Terms, names: Names) -> Written:
    budget = terms["protections"]["privacy_budget"]
    assert budget is not None
    return Written(
        "Privacy budget",
        f"What {parties(recipients(terms), names)} may learn from the rows of each dataset, by training and by "
        f"statistics, is differentially private. Each recipient may spend a privacy budget of ε = {budget['epsilon']} "
        f"at δ = {budget['delta']} on each dataset in all. Training that is not private is refused.",
    )


def _sites(terms: Terms, _names: Names) -> Written:
    return Written(
        "Where it is computed",
        f"What is shared is computed on only at {any_of(terms['protections']['sites'])}. No copy leaves.",
    )


def _no_reidentification(terms: Terms, names: Names) -> Written:
    return Written(
        "No re-identification",
        f"{parties(recipients(terms), names)} won't try to find out who the people in the data are, nor link the data "
        "with others to that end, and tell the provider without delay if it happens by chance.",
    )


def _retention(terms: Terms, names: Names) -> Written:
    days, who = terms["retention"]["days"], parties(recipients(terms), names)
    lines = []
    if days:
        lines.append(f"Copies of what is shared may be kept for {count(days, 'day')} after this agreement ends.")
    else:
        lines.append("Copies of what is shared may not be kept after this agreement ends.")
    if terms["retention"]["delete_at_end"]:
        lines.append(f"By then {who} must have deleted each copy, and show evidence that it is deleted.")
    return Written("Keeping and deleting", "\n".join(lines))


CLAUSES: dict[str, Writer] = {
    "masked_columns": _masked_columns,
    "deidentified": _deidentified,
    "k_anonymity": _k_anonymity,
    "privacy_budget": _privacy_budget,
    "sites": _sites,
    "no_reidentification": _no_reidentification,
    "retention": _retention,
}
