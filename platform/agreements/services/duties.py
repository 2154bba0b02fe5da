"""Duties that the end of an agreement leaves: written when it comes into force, fulfilled with evidence."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.downloads import DOWNLOADS
from agreements.keeping.backups import told_of_backups
from agreements.keeping.clauses import recipients_of, terms_sharing
from agreements.keeping.derived import assets_of, kept_under_others
from agreements.keeping.holdings import erase
from agreements.keeping.sets import DutyState
from agreements.models import Asset, AssetVersion, Duty, TermsVersion
from agreements.policy import permitted
from agreements.services.deeds import record
from agreements.services.documents import check_document, keep_document
from agreements.services.epoch import move_on
from agreements.terms import canonical, digest
from audit.models import Event
from organizations.actor import Actor
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.keeping.rows import ToldRow


def write_duties(version: TermsVersion) -> None:
    """What each recipient will have to delete when these terms end. Within the transaction that puts them in force."""
    Duty.objects.bulk_create(_duties(version), ignore_conflicts=True)


def _duties(version: TermsVersion) -> Iterator[Duty]:
    retention, derived = version.terms.get("retention"), version.terms["derived_models"]
    recipients = {one.slug: one for one in version.agreement.organizations.all()}
    days = (retention or {}).get("days") or 0
    if retention and retention["delete_at_end"]:
        for share in version.terms["shares"]:
            yield Duty(
                agreement=version.agreement,
                organization=recipients[share["recipient"]],
                kind=Duty.Kind.COPIES,
                asset=Asset.objects.get(**share["asset"]),
                days=days,
            )
    if derived.get("at_end") == "delete":
        for slug in sorted({share["recipient"] for share in version.terms["shares"]}):
            yield Duty(agreement=version.agreement, organization=recipients[slug], kind=Duty.Kind.DERIVED, days=days)


def write_duties_of_withdrawal(without: AssetVersion) -> list[Duty]:
    """What recipients have to delete when rows are withdrawn: what terms in force ask for at their end, of versions
    before `without`. Within the transaction that withdraws them.
    """
    owed = [
        Duty(
            agreement=duty.agreement, organization=duty.organization, kind=duty.kind, asset=duty.asset, days=duty.days,
            without=without,
        )
        for version in terms_sharing(without.asset)
        for duty in _duties(version)
        if duty.asset_id in (None, without.asset_id) and duty.organization.slug in recipients_of(version, without.asset)
    ]  # fmt: skip
    return Duty.objects.bulk_create(owed)


def fulfil_duty(duty: Duty, *, note: str, by: Actor, file: "UploadedFile[Any] | None" = None) -> Duty:
    """Say that a duty is done, and delete what the platform itself keeps of it; the certificate names every file.

    Raises:
        NotAllowed: the policy refuses; another organization owes it, for one.
        ValidationError: it isn't due yet, or done already, or nothing says how it was done.
    """
    if not note.strip():
        raise ValidationError({"note": _("Say how it was done: the parties read it.")})
    check_document(file, field="file")
    with permitted(by, [("fulfil_duty", duty)]) as yes:
        Duty.objects.select_for_update().get(pk=duty.pk)
        told = cast("ToldRow", Duty.objects.told().select_related("agreement__current_version").get(pk=duty.pk))
        duty = told
        if told.stands == DutyState.FULFILLED:
            raise ValidationError(_("This duty is fulfilled already."), code="fulfilled")
        if told.stands == DutyState.AHEAD:
            raise ValidationError(_("The agreement still holds; there is nothing to delete yet."), code="ahead")
        duty.fulfilled_at, duty.fulfilled_by, duty.note = timezone.now(), by.user, note.strip()
        if file is not None and by.organization is not None:
            duty.evidence, duty.evidence_name = keep_document(by.organization, file)
        duty.certificate = _certificate(duty, by)
        duty.save(update_fields=["fulfilled_at", "fulfilled_by", "note", "evidence", "evidence_name", "certificate"])
        move_on()
        record(by, "agreement.duty_fulfilled", duty.agreement, decision=yes, duty=str(duty.uid), sha256=sha256_of(duty))
    return duty


def _certificate(duty: Duty, by: Actor) -> dict[str, Any]:
    """What was deleted, by whom, and what the audit knows of copies that left the platform."""
    agreement, version = duty.agreement, duty.agreement.current_version
    fulfilled_at = duty.fulfilled_at
    return {
        "duty": str(duty.uid),
        "kind": duty.kind,
        "agreement": {
            "uid": str(agreement.uid),
            "title": agreement.title,
            "sha256": version.sha256 if version else "",
        },
        "asset": str(duty.asset.uid) if duty.asset else None,
        "versions_before": duty.without.number if duty.without else None,
        "organization": _named(duty.organization),
        "person": str(by.user),
        "at": fulfilled_at.isoformat() if fulfilled_at else "",
        "note": duty.note,
        "evidence_sha256": duty.evidence.sha256 if duty.evidence else None,
        "kept_under_others": [kept.as_json() for kept in kept_under_others(duty)],
        "deleted_by_the_platform": [erased.as_json() for erased in erase(duty)],
        "downloads_before": _downloads(duty),
        "backups": told_of_backups(fulfilled_at) if fulfilled_at else None,
    }


def _downloads(duty: Duty) -> int:
    """How often a file left the platform for this organization: those copies only people can delete."""
    return Event.objects.filter(
        verb__in=DOWNLOADS,
        organization_id=duty.organization_id,
        object_type=Asset._meta.label_lower,
        object_id__in=[str(pk) for pk in assets_of(duty)],
    ).count()


def _named(organization: Organization) -> dict[str, str]:
    return {"slug": organization.slug, "name": organization.name}


def sha256_of(duty: Duty) -> str:
    """The SHA-256 of the certificate's canonical JSON, which the audit keeps."""
    return digest(canonical(duty.certificate or {}))
