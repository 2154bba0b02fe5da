"""Having a version profiled: once, by work of the queue."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.policy import permitted, require
from audit.services import record
from catalog.models import DatasetVersion, File, Profile
from catalog.profiling import report_on
from catalog.services.datasets import materialise
from organizations.actor import Actor
from vault.models import Blob
from vault.services import local_path, put
from work.services.queueing import Asks, enqueue, request_cancel

KIND, CHECKS_KIND = "profile", "checks"
BYTES_A_SECOND = 30e6  # of a table, for the estimate of its end
CHECKED_A_SECOND = 100e3
START_SECONDS = 2.0


def profile_on_arrival(version: DatasetVersion, by: Actor) -> Profile:
    """Have what has just come in profiled; in the transaction that shows it."""
    size = version.files.get(role=File.Role.NORMALISED).blob.size
    asks = Asks(places=0, expected_seconds=START_SECONDS + size / BYTES_A_SECOND)
    item = enqueue(KIND, by=by, asks=asks)
    return Profile.objects.update_or_create(version=version, defaults={"item": item, "finished_at": None})[0]


def check_soon(profile: Profile, *, by: Actor) -> None:
    """Have a version looked at for rows that are alike and doubtful labels; in the caller's transaction."""
    size = profile.version.files.get(role=File.Role.NORMALISED).blob.size
    asks = Asks(places=0, expected_seconds=START_SECONDS + size / CHECKED_A_SECOND)
    profile.checks_item, profile.checks = enqueue(CHECKS_KIND, by=by, asks=asks), None
    profile.save(update_fields=["checks_item", "checks"])


def ask_for_profile(version: DatasetVersion, *, by: Actor) -> Profile:
    """Have a version profiled that never was, or whose profile failed; or checked, where only that is missing.

    Raises:
        NotAllowed: `by` is no steward of its owner.
        ValidationError: it has a profile, or is being profiled.
    """
    asset = version.version.asset
    with permitted(by, [("add_version", asset)]) as yes:
        DatasetVersion.objects.select_for_update().get(pk=version.pk)
        profile = Profile.objects.select_related("item", "checks_item").filter(pk=version.pk).first()
        unchecked = profile and profile.state == "done" and profile.checks_state in ("none", "failed")
        if profile and profile.state != "failed" and not unchecked:
            raise ValidationError(_("This version is profiled already, or will be soon."), code="profiled")
        record(by, "dataset.profile_asked", asset, decision=yes, version=version.version.number)
        if profile and unchecked:
            check_soon(profile, by=by)
            return profile
        return profile_on_arrival(version, by)


def profile_here(version: DatasetVersion, *, by: Actor) -> Profile:
    """Profile a version in this process: for commands that can't wait for a worker.

    Raises:
        NotAllowed: `by` is no steward of its owner.
    """
    require(by, "add_version", version.version.asset)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        report = report_on(materialise(version, folder), version.columns, folder, lay_out_album(version, folder))
        small = keep_small_pictures(version, folder)
    profile, _made = Profile.objects.select_related("item").get_or_create(version=version)
    if profile.item:
        request_cancel(profile.item)  # a worker need not
    return keep_profile(profile, report, small)


def keep_profile(profile: Profile, report: dict[str, Any], small_pictures: Blob | None = None) -> Profile:
    """Show a report as the version's profile."""
    profile.report, profile.small_pictures, profile.finished_at = report, small_pictures, timezone.now()
    profile.save(update_fields=["report", "small_pictures", "finished_at"])
    return profile


def keep_checks(profile: Profile, found: dict[str, Any]) -> None:
    """Show what the checks have found, beside the report."""
    profile.checks = found
    profile.save(update_fields=["checks"])


def lay_out_album(version: DatasetVersion, folder: Path) -> Path | None:
    """The version's pictures as an archive in `folder`, verified; None where it has none."""
    file = version.files.select_related("blob").filter(role=File.Role.PICTURES).first()
    return local_path(file.blob, folder, "pictures.zip") if file else None


def keep_small_pictures(version: DatasetVersion, folder: Path) -> Blob | None:
    """Put the small pictures that were made in `folder` into the vault of the version's owner."""
    made = folder / "small.parquet"
    return put(version.version.asset.owner, made) if made.exists() else None
