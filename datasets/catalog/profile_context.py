"""What the page of a dataset says of a version's profile, and of what it has changed."""

from typing import Any

from agreements.policy import decide
from catalog.access import Access
from catalog.check_telling import told_checks
from catalog.comparing import Comparison, compare
from catalog.models import DatasetVersion, Profile
from catalog.profile_telling import plot, tell_profile, why_failed
from catalog.quality import quality_of
from organizations.actor import Actor

ITEMS = ("item", "checks_item")


def told_profile(shown: DatasetVersion, before: DatasetVersion | None, access: Access, *, by: Actor) -> dict[str, Any]:
    """For the template: numbers of rows only for who may see the rows; what all may know of both versions for all."""
    versions = [each for each in (shown, before) if each]
    profiles = {each.pk: each for each in Profile.objects.filter(version__in=versions).select_related(*ITEMS)}
    profile = profiles.get(shown.pk)
    may_see = access.may("preview")
    comparison = _comparison(shown, before, profiles, access, by=by) if before else None
    if not may_see or profile is None or profile.state != "done":
        state = profile.state if profile else "none"
        why = why_failed(profile.item) if profile and state == "failed" else ""
        return {"profile_state": state if may_see else "", "why_unprofiled": why, "comparison": comparison}
    report = profile.report
    return {
        "profile_state": "done",
        "profile": profile,
        "comparison": comparison,
        "profiled": tell_profile(shown, report),
        "duplicates": report["duplicates"],
        "album": report.get("pictures"),
        "series": report.get("series"),
        "checks_state": profile.checks_state,
        "checks": told_checks(profile.checks) if profile.checks else None,
        "why_unchecked": why_failed(profile.checks_item) if profile.checks_state == "failed" else "",
        "plot": plot(report["series"]) if report.get("series") else None,
        "quality": quality_of(shown, report, shown.dataset),
    }


def _comparison(
    shown: DatasetVersion, before: DatasetVersion, profiles: dict[int, Profile], access: Access, *, by: Actor
) -> Comparison:
    both = [profiles[each.pk].report for each in (before, shown) if each.pk in profiles]
    may_see = len(both) == 2 and access.may("preview")
    if may_see and decide(by, "preview", before.version, project=access.project).allowed:
        return compare(before, shown, (both[0], both[1]))
    return compare(before, shown)
