"""Whether a project's purpose fits the purposes of terms, code by code. There is one matcher; it is versioned.

A code that software can't judge (which disease, which region, which methods) does not match: what can't be decided is
refused. Codes that bind what follows, not what for (publication, returning data), bar nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MATCHER_VERSION = "1"

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
NO_ANCESTRY = "DUO:0000044"
OBLIGATIONS = frozenset({"DUO:0000019", "DUO:0000024", "DUO:0000025", "DUO:0000026", "DUO:0000028", "DUO:0000029"})

RESEARCH = frozenset({GENERAL_RESEARCH, HEALTH_RESEARCH, DISEASE_RESEARCH, ANCESTRY_RESEARCH})

# Not codes of DUO: what the terms say beside them.
COMMERCIAL_CLAUSE = "entente:non-commercial"
PROJECT_CLAUSE = "entente:this-project"


@dataclass(frozen=True)
class Use:
    """What would be done: the purpose's codes, and the facts that terms ask about."""

    codes: frozenset[str]
    commercial: bool
    has_ethics_approval: bool
    project: str
    recipients_are_non_profit: bool
    providers_take_part: bool


@dataclass(frozen=True)
class Match:
    """Whether the purpose fits, and what each code said."""

    matches: bool
    rationale: list[dict[str, Any]]


RULES: Mapping[str, Callable[[Use], bool]] = {
    NO_RESTRICTION: lambda _use: True,
    GENERAL_RESEARCH: lambda use: bool(use.codes & RESEARCH),
    HEALTH_RESEARCH: lambda use: bool(use.codes & {HEALTH_RESEARCH, DISEASE_RESEARCH}),
    ANCESTRY_RESEARCH: lambda use: ANCESTRY_RESEARCH in use.codes,
    CLINICAL_CARE: lambda use: CLINICAL_CARE in use.codes,
    NON_PROFIT: lambda use: use.recipients_are_non_profit,
    NON_COMMERCIAL: lambda use: not use.commercial,
    NON_PROFIT_AND_NON_COMMERCIAL: lambda use: use.recipients_are_non_profit and not use.commercial,
    ETHICS_APPROVAL: lambda use: use.has_ethics_approval,
    COLLABORATION: lambda use: use.providers_take_part,
    NO_ANCESTRY: lambda use: ANCESTRY_RESEARCH not in use.codes,
}


def match(purposes: Mapping[str, Any], use: Use) -> Match:
    """Whether `use` fits the `purposes` of terms: every code and clause has to say yes."""
    said = [{"code": code, "fits": _fits(code, purposes, use)} for code in purposes["codes"]]
    if not purposes["commercial"]:
        said.append({"code": COMMERCIAL_CLAUSE, "fits": not use.commercial})
    if purposes["project"]:
        said.append({"code": PROJECT_CLAUSE, "fits": use.project == purposes["project"]})
    return Match(all(one["fits"] for one in said), said)


def restricts(purposes: Mapping[str, Any]) -> bool:
    """Whether the purposes rule anything out, so that grants under them hold only for a confirmed purpose."""
    return set(purposes["codes"]) != {NO_RESTRICTION} or not purposes["commercial"] or bool(purposes["project"])


def _fits(code: str, purposes: Mapping[str, Any], use: Use) -> bool:
    if code in OBLIGATIONS:
        return True
    if code == THIS_PROJECT:
        return bool(purposes["project"]) and use.project == purposes["project"]
    return code in RULES and RULES[code](use)
