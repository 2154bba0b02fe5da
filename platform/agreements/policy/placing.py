"""Where work may run: at the sites that all clauses behind a yes name."""

from dataclasses import replace

from agreements.policy.answers import Decision, Reason


def sites_of(decision: Decision) -> list[str] | None:
    """The sites that every clause behind the yes names; None where none names any, and so it may run anywhere."""
    named = [set(one.params["sites"]) for one in decision.obligations if one.code == "sites"]
    return sorted(set.intersection(*named)) if named else None


def placed(decision: Decision) -> Decision:
    """The decision; or a no, where its clauses have no site in common."""
    if not decision.allowed or sites_of(decision) != []:
        return decision
    return replace(decision, allowed=False, reasons=(apart(decision),))


def apart(decision: Decision) -> Reason:
    """Why it may run nowhere: what each clause says."""
    clauses = [one.params for one in decision.obligations if one.code == "sites"]
    return Reason("no_common_site", {"agreement": clauses[0]["agreement"], "named_sites": clauses})
