"""What terms in force say of an asset that they share, and to whom."""

from agreements.keeping.providers import IN_FORCE
from agreements.models import Asset, TermsVersion

STRICTNESS = ("keep", "freeze", "delete")


def terms_sharing(asset: Asset) -> list[TermsVersion]:
    """The terms of agreements in force, or suspended, that share the asset; the oldest first."""
    shared = {"shares": [{"asset": {"kind": asset.kind, "slug": asset.slug}}]}
    found = TermsVersion.objects.filter(current_of__state__in=IN_FORCE, terms__contains=shared)
    return list(found.select_related("agreement").order_by("pk"))


def recipients_of(version: TermsVersion, asset: Asset) -> set[str]:
    """The addresses of the organizations that these terms share the asset with."""
    named = {"kind": asset.kind, "slug": asset.slug}
    return {share["recipient"] for share in version.terms["shares"] if share["asset"] == named}


def clauses_on_derived(asset: Asset) -> dict[str, str]:
    """By organization what becomes of models that it made of the asset: keep, freeze or delete, where any keeps them.

    As the policy reads it: of several agreements one that keeps is enough; else the strictest is told.
    """
    said: dict[str, set[str]] = {}
    for version in terms_sharing(asset):
        for recipient in recipients_of(version, asset):
            said.setdefault(recipient, set()).add(version.terms["derived_models"].get("at_end", "freeze"))
    return {
        recipient: "keep" if "keep" in clauses else max(clauses, key=STRICTNESS.index)
        for recipient, clauses in said.items()
    }
