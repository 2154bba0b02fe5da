"""Ethics approvals of projects: filed as a document by who works under one, accepted by who shares something."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import EthicsAcceptance, EthicsApproval, Undertaking
from agreements.policy import permitted
from agreements.services.deeds import record
from agreements.services.documents import check_document, keep_document
from agreements.services.epoch import move_on
from organizations.actor import Actor


def file_ethics_approval(
    undertaking: Undertaking,
    *,
    committee: str,
    reference: str,
    expires_on: date,
    document: "UploadedFile[Any]",
    by: Actor,
) -> EthicsApproval:
    """Bring in what a committee decided, for the organization acted for. It counts once a provider accepts it.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: committee or number is missing, its last day is over, the file is empty or too large, or it
            is filed already.
    """
    _check(committee, reference, expires_on, document)
    with permitted(by, [("file_ethics_approval", undertaking)]) as yes:
        assert by.organization is not None  # a party
        blob, name = keep_document(by.organization, document)
        approval = EthicsApproval(
            undertaking=undertaking,
            organization=by.organization,
            committee=committee.strip(),
            reference=reference.strip(),
            expires_on=expires_on,
            expires_at=datetime.combine(expires_on + timedelta(days=1), time.min, tzinfo=UTC),
            document=blob,
            document_name=name,
            filed_by=by.user,
        )
        approval.full_clean()
        approval.save()
        record(
            by,
            "ethics_approval.filed",
            undertaking,
            decision=yes,
            approval=str(approval.uid),
            reference=approval.reference,
            sha256=blob.sha256,
        )
    return approval


def accept_ethics_approval(approval: EthicsApproval, *, by: Actor) -> EthicsAcceptance:
    """Accept the document for what the organization acted for shares: within this project it may be used from now on.

    Raises:
        NotAllowed: the policy refuses; nobody accepts what their own organization filed.
        ValidationError: it has run out.
    """
    with permitted(by, [("accept_ethics_approval", approval)]) as yes:
        if approval.expires_at <= timezone.now():
            raise ValidationError(_("This approval has run out. Ask for one that still holds."), code="expired")
        accepted, made = EthicsAcceptance.objects.get_or_create(
            approval=approval, organization=by.organization, defaults={"accepted_by": by.user}
        )
        if made:
            move_on()
            record(
                by,
                "ethics_approval.accepted",
                approval.undertaking,
                decision=yes,
                approval=str(approval.uid),
                reference=approval.reference,
                sha256=approval.document.sha256,
            )
    return accepted


def _check(committee: str, reference: str, expires_on: date, document: "UploadedFile[Any]") -> None:
    faults: dict[str, str] = {}
    if not committee.strip():
        faults["committee"] = _("Say which committee decided.")
    if not reference.strip():
        faults["reference"] = _("Write the number under which the committee filed it.")
    if expires_on < timezone.now().date():
        faults["expires_on"] = _("Its last day is over. File one that still holds.")
    if not document.size:
        faults["document"] = _("The file is empty. Choose the committee’s document.")
    if faults:
        raise ValidationError(faults)
    check_document(document, field="document")
