"""Whether a project's purpose fits the purposes of terms, code by code. There is one matcher; it is versioned.

A code that software can't judge (which methods, which type of research) does not match: what can't be decided is
refused. Codes that bind what follows, not what for (publication, returning data), bar nothing here; times and persons
are compared by the policy at each decision.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MATCHER_VERSION = "3"

NO_RESTRICTION = "DUO:0000004"
GENERAL_RESEARCH = "DUO:0000042"
HEALTH_RESEARCH = "DUO:0000006"
DISEASE_RESEARCH = "DUO:0000007"
ANCESTRY_RESEARCH = "DUO:0000011"
CLINICAL_CARE = "DUO:0000043"
NON_PROFIT_AND_NON_COMMERCIAL = "DUO:0000018"
NON_PROFIT = "DUO:0000045"
NON_COMMERCIAL = "DUO:0000046"
ETHICS_APPROVAL = "DUO:0000021"
COLLABORATION = "DUO:0000020"
THIS_PROJECT = "DUO:0000027"
THESE_INSTITUTIONS = "DUO:0000028"
THESE_REGIONS = "DUO:0000022"
NO_ANCESTRY = "DUO:0000044"
THESE_PEOPLE = "DUO:0000026"
TIME_LIMIT = "DUO:0000025"
MORATORIUM = "DUO:0000024"
PUBLICATION = "DUO:0000019"
RETURN = "DUO:0000029"

# What a purpose has no say in: duties that follow, and what is compared at each decision.
OBLIGATIONS = frozenset({PUBLICATION, RETURN, MORATORIUM, TIME_LIMIT, THESE_PEOPLE})
# Compared at each decision too, but within a project only.
OF_PROJECTS = frozenset({ETHICS_APPROVAL})

RESEARCH = frozenset({GENERAL_RESEARCH, HEALTH_RESEARCH, DISEASE_RESEARCH, ANCESTRY_RESEARCH})

# Not codes of DUO: what the terms say beside them.
COMMERCIAL_CLAUSE = "entente:non-commercial"
PROJECT_CLAUSE = "entente:this-project"


@dataclass(frozen=True)
class Use:
    """What would be done, and by whom: the purpose's codes, and the facts that terms ask about."""

    codes: frozenset[str]
    commercial: bool
    project: str
    recipient: str
    recipient_is_nonprofit: bool
    providers_take_part: bool
    region: str = ""
    diseases: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """Whether the purpose fits, and what each code said."""

    matches: bool
    rationale: list[dict[str, Any]]


Purposes = Mapping[str, Any]
Rule = Callable[[Use, Purposes], bool]


def _names_a_shared_disease(use: Use, purposes: Purposes) -> bool:
    """Every disease of the purpose is one of the terms', or one that the provider listed below it."""
    shared = {code for one in purposes.get("diseases", ()) for code in (one["code"], *one["narrower"])}
    return DISEASE_RESEARCH in use.codes and bool(use.diseases) and use.diseases <= shared


def _is_this_institution(use: Use, purposes: Purposes) -> bool:
    """Terms of schema 1 name nobody: there, people check it."""
    return "institutions" not in purposes or use.recipient in purposes["institutions"]


RULES: Mapping[str, Rule] = {
    NO_RESTRICTION: lambda _use, _purposes: True,
    GENERAL_RESEARCH: lambda use, _purposes: bool(use.codes & RESEARCH),
    HEALTH_RESEARCH: lambda use, _purposes: bool(use.codes & {HEALTH_RESEARCH, DISEASE_RESEARCH}),
    DISEASE_RESEARCH: _names_a_shared_disease,
    ANCESTRY_RESEARCH: lambda use, _purposes: ANCESTRY_RESEARCH in use.codes,
    CLINICAL_CARE: lambda use, _purposes: CLINICAL_CARE in use.codes,
    NON_PROFIT: lambda use, _purposes: use.recipient_is_nonprofit,
    NON_COMMERCIAL: lambda use, _purposes: not use.commercial,
    NON_PROFIT_AND_NON_COMMERCIAL: lambda use, _purposes: use.recipient_is_nonprofit and not use.commercial,
    COLLABORATION: lambda use, _purposes: use.providers_take_part,
    THIS_PROJECT: lambda use, purposes: bool(purposes["project"]) and use.project == purposes["project"],
    THESE_INSTITUTIONS: _is_this_institution,
    THESE_REGIONS: lambda use, purposes: bool(use.region) and use.region in purposes.get("regions", ()),
    NO_ANCESTRY: lambda use, _purposes: ANCESTRY_RESEARCH not in use.codes,
    **{code: lambda _use, _purposes: True for code in OBLIGATIONS | OF_PROJECTS},
}


def match(purposes: Purposes, use: Use) -> Match:
    """Whether `use` fits the `purposes` of terms: every code and clause has to say yes."""
    said = [{"code": code, "fits": code in RULES and RULES[code](use, purposes)} for code in purposes["codes"]]
    if not purposes["commercial"]:
        said.append({"code": COMMERCIAL_CLAUSE, "fits": not use.commercial})
    if purposes["project"]:
        said.append({"code": PROJECT_CLAUSE, "fits": use.project == purposes["project"]})
    return Match(all(one["fits"] for one in said), said)


def restricts(purposes: Purposes) -> bool:
    """Whether the purposes rule anything out, so that grants under them hold only for a confirmed purpose."""
    codes = set(purposes["codes"])
    free = NO_RESTRICTION in codes and codes <= {NO_RESTRICTION} | OBLIGATIONS
    return not free or not purposes["commercial"] or bool(purposes["project"])
