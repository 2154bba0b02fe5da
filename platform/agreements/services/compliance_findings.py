"""Findings of compliance reviews: written down, mended by who has to, closed by who provides."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import ComplianceReview, Finding
from agreements.policy import permitted
from agreements.services.deeds import record
from organizations.actor import Actor
from organizations.models import Organization


def add_finding(review: ComplianceReview, *, organization: Organization, says: str, due_on: date, by: Actor) -> Finding:
    """Write down what an organization has to mend, and until when.

    Raises:
        NotAllowed: the policy refuses; a party that provides nothing doesn't judge itself.
        ValidationError: the organization is no party, or nothing is said.
    """
    with permitted(by, [("judge_compliance", review)]) as yes:
        if not review.agreement.parties.filter(organization=organization).exists():
            raise ValidationError({"organization": _("It is no party of this agreement.")})
        if not says.strip():
            raise ValidationError({"says": _("Say what was found.")})
        finding = Finding.objects.create(review=review, organization=organization, says=says.strip(), due_on=due_on)
        record(by, "finding.added", review.agreement, decision=yes, finding=str(finding.uid))
    return finding


def mend_finding(finding: Finding, *, how: str, by: Actor) -> Finding:
    """Say how a finding was mended, for the organization that had to.

    Raises:
        NotAllowed: the policy refuses; another organization has to mend it, for one.
        ValidationError: nothing is said, or it is closed.
    """
    with permitted(by, [("fulfil_duty", finding)]) as yes:
        finding = Finding.objects.select_for_update(of=("self",)).select_related("organization").get(pk=finding.pk)
        if finding.closed_at:
            raise ValidationError(_("This finding is closed."), code="closed")
        if not how.strip():
            raise ValidationError({"how": _("Say how it was mended: the parties read it.")})
        finding.mended, finding.mended_at, finding.mended_by = how.strip(), timezone.now(), by.user
        finding.save(update_fields=["mended", "mended_at", "mended_by"])
        record(by, "finding.mended", finding.review.agreement, decision=yes, finding=str(finding.uid))
    return finding


def close_finding(finding: Finding, *, by: Actor) -> Finding:
    """Accept what was done about a finding.

    Raises:
        NotAllowed: the policy refuses; a party that provides nothing doesn't judge itself.
        ValidationError: it isn't mended yet, or closed already.
    """
    with permitted(by, [("judge_compliance", finding)]) as yes:
        finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
        if finding.closed_at or not finding.mended_at:
            raise ValidationError(_("Only a finding that is mended and still open can be closed."), code="not_mended")
        finding.closed_at, finding.closed_by = timezone.now(), by.user
        finding.save(update_fields=["closed_at", "closed_by"])
        record(by, "finding.closed", finding.review.agreement, decision=yes, finding=str(finding.uid))
    return finding
