"""A draft becomes a standard once every party has agreed to it as it stands; later it may be deprecated."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.noticing.people import working_on
from agreements.policy import permitted
from audit.services import record
from notifications.services import publish
from organizations.actor import Actor
from organizations.models import Organization
from standards.errors import DraftChanged
from standards.models import Endorsement, Standard, StandardVersion
from standards.noticing import STANDARDS

State = StandardVersion.State


def agree_to_standard(standard: Standard, *, sha256: str, by: Actor) -> StandardVersion:
    """Agree for the organization acted for to the draft as it was read; with the last party's word it is published.

    Raises:
        NotAllowed: the policy refuses.
        DraftChanged: it has changed since it was read, or is no draft any more.
    """
    with permitted(by, [("agree_standard", standard)]) as yes:
        standard = Standard.objects.select_for_update(of=("self",)).get(pk=standard.pk)
        draft = standard.versions.filter(state=State.DRAFT).first()
        if draft is None or draft.sha256 != sha256:
            raise DraftChanged(standard)
        told = {"organization": by.organization, "sha256": sha256}
        _row, made = Endorsement.objects.get_or_create(version=draft, **told, defaults={"agreed_by": by.user})
        if made:
            record(by, "standard.agreed", standard, decision=yes, number=draft.number, sha256=sha256)
        if not missing_for(draft):
            _publish(draft, by)
    return draft


def missing_for(draft: StandardVersion) -> list[Organization]:
    """The parties of now that have not agreed to the draft as it stands."""
    agreed = {each.organization_id for each in draft.endorsements.all() if each.sha256 == draft.sha256}
    return [party for party in draft.standard.project.undertaking.organizations.all() if party.pk not in agreed]


def deprecate_version(version: StandardVersion, *, reason: str, by: Actor) -> StandardVersion:
    """Say that a version should be used no more, and why; it stays checkable.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: no reason is given, or it is not published.
    """
    with permitted(by, [("agree_standard", version)]) as yes:
        version = StandardVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        if version.state != State.PUBLISHED:
            raise ValidationError(_("Only a version that is published can be deprecated."))
        if not reason.strip():
            raise ValidationError({"reason": _("Say why: the other parties read it.")})
        version.state, version.reason, version.deprecated_at = State.DEPRECATED, reason.strip(), timezone.now()
        version.save(update_fields=["state", "reason", "deprecated_at"])
        standard = version.standard
        record(by, "standard.deprecated", standard, decision=yes, number=version.number, reason=version.reason)
        _tell("standard.deprecated", standard, by)
    return version


def _publish(draft: StandardVersion, by: Actor) -> None:
    draft.state, draft.published_at = State.PUBLISHED, timezone.now()
    draft.save(update_fields=["state", "published_at"])
    record(by, "standard.published", draft.standard, number=draft.number, sha256=draft.sha256)
    _tell("standard.published", draft.standard, by)


def _tell(verb: str, standard: Standard, by: Actor) -> None:
    people = working_on(standard.project.undertaking, but=by.organization)
    publish(STANDARDS.code, verb, standard, to=people, by=str(by.organization))
