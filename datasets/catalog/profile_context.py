"""What the page of a dataset says of a version's profile, and of what it has changed."""

from typing import Any

from agreements.policy import decide
from catalog.access import Access
from catalog.check_telling import told_checks
from catalog.comparing import Comparison, compare
from catalog.masked_profiles import seen_checks, seen_report
from catalog.models import DatasetVersion, Profile
from catalog.profile_telling import plot, tell_profile, why_failed
from catalog.quality import quality_of
from catalog.sight import Sight
from organizations.actor import Actor

ITEMS = ("item", "checks_item")


def told_profile(
    shown: DatasetVersion, before: DatasetVersion | None, access: Access, sight: Sight, *, by: Actor
) -> dict[str, Any]:
    """For the template: numbers of rows only for who may see the rows; what all may know of both versions for all.

    Nothing of a column that `sight` hides.
    """
    versions = [each for each in (shown, before) if each]
    profiles = {each.pk: each for each in Profile.objects.filter(version__in=versions).select_related(*ITEMS)}
    profile = profiles.get(shown.pk)
    may_see = access.may("preview")
    comparison = _comparison(shown, before, profiles, access, sight, by=by) if before else None
    if not may_see or profile is None or profile.state != "done":
        state = profile.state if profile else "none"
        why = why_failed(profile.item) if profile and state == "failed" else ""
        return {"profile_state": state if may_see else "", "why_unprofiled": why, "comparison": comparison}
    report = seen_report(shown, profile.report, sight)
    checks = seen_checks(shown, profile.checks, sight)
    return {
        "profile_state": "done",
        "profile": profile,
        "comparison": comparison,
        "profiled": tell_profile(shown, report, sight.masked),
        "duplicates": report["duplicates"],
        "album": report.get("pictures"),
        "series": report.get("series"),
        "checks_state": profile.checks_state,
        "checks": told_checks(checks) if checks else None,
        "why_unchecked": why_failed(profile.checks_item) if profile.checks_state == "failed" else "",
        "plot": plot(report["series"]) if report.get("series") else None,
        "quality": quality_of(shown, profile.report, shown.dataset),
    }


def _comparison(
    shown: DatasetVersion,
    before: DatasetVersion,
    profiles: dict[int, Profile],
    access: Access,
    sight: Sight,
    *,
    by: Actor,
) -> Comparison:
    both = [profiles[each.pk].report for each in (before, shown) if each.pk in profiles]
    may_see = len(both) == 2 and access.may("preview")
    if may_see and decide(by, "preview", before.version, project=access.project).allowed:
        return compare(before, shown, (both[0], both[1]), masked=sight.masked)
    return compare(before, shown, masked=sight.masked)
