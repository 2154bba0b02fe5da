"""Who takes part in an undertaking: others join when they accept an invitation, and their part can end later.

Providers confirm a purpose with the parties. So whoever joins asks for new confirmations; who leaves is without access
at once, and nobody else is held up.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.errors import ReasonMissing
from agreements.models import AccessRequest, PartyInvitation, Undertaking, UndertakingParty
from agreements.noticing.kinds import PROJECT
from agreements.noticing.people import CONCERNED, people_of
from agreements.policy import permitted
from agreements.services.deeds import record
from agreements.services.epoch import move_on
from agreements.services.matching import match_undertaking
from agreements.services.undertakings import ask_again
from notifications.services import publish
from organizations.actor import Actor
from organizations.models import Organization

State = PartyInvitation.State
PART_ENDED = "part.ended"  # told beside the table: it is about the organization, not about the project


def invite_party(
    undertaking: Undertaking, organization: Organization, *, by: Actor, words: str = ""
) -> PartyInvitation:
    """Ask an organization to take part. Nothing changes before it accepts.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it can't take part, does already, or is invited already.
    """
    with permitted(by, [("invite_party", undertaking)]) as yes:
        assert by.organization is not None  # a party
        now = _locked(undertaking)
        if not organization.is_verified or organization.is_operator:
            raise ValidationError({"organization": _("Only another verified organization can take part.")})
        if now.parties.filter(organization=organization).exists():
            raise ValidationError({"organization": _("This organization takes part already.")})
        if now.invitations.filter(organization=organization, state=State.OPEN).exists():
            raise ValidationError({"organization": _("This organization is invited already.")})
        invitation = PartyInvitation(
            undertaking=now,
            organization=organization,
            invited_by=by.user,
            invited_for=by.organization,
            words=words.strip(),
        )
        invitation.full_clean(exclude=["answered_by", "answered_at"])
        invitation.save()
        record(by, "undertaking.party_invited", invitation, decision=yes, organization=organization.slug)
    return invitation


def accept_invitation(invitation: PartyInvitation, *, by: Actor) -> UndertakingParty:
    """Take part: from now on what rests on the confirmed parties waits for the providers.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it is answered or taken back already.
    """
    with permitted(by, [("answer_invitation", invitation)]) as yes:
        undertaking = _locked(invitation.undertaking)
        _answer(invitation, State.ACCEPTED, by)
        party, joined = UndertakingParty.objects.get_or_create(
            undertaking=undertaking, organization=by.organization, defaults={"brought_by": invitation.invited_for}
        )
        if joined:
            ask_again(undertaking)
            match_undertaking(undertaking)
            record(by, "undertaking.party_joined", undertaking, decision=yes, invitation=str(invitation.uid))
    return party


def decline_invitation(invitation: PartyInvitation, *, by: Actor) -> None:
    """Say no.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it is answered or taken back already.
    """
    with permitted(by, [("answer_invitation", invitation)]) as yes:
        _answer(invitation, State.DECLINED, by)
        record(by, "undertaking.party_declined", invitation, decision=yes)


def withdraw_invitation(invitation: PartyInvitation, *, by: Actor) -> None:
    """Take an invitation back, for any party.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it is answered or taken back already.
    """
    with permitted(by, [("withdraw_invitation", invitation)]) as yes:
        _answer(invitation, State.WITHDRAWN, by)
        record(by, "undertaking.invitation_withdrawn", invitation, decision=yes)


def end_part(party: UndertakingParty, *, by: Actor, reason: str) -> None:
    """Let an organization take part no longer: its people's access ends at once, and what they run stops.

    Its confirmations go with it, so that what it shares may not be used here any more.

    Raises:
        NotAllowed: the policy refuses; another party neither named nor invited it, for one.
        ReasonMissing: the other parties read why.
        ValidationError: nobody would be left.
    """
    if not reason.strip():
        raise ReasonMissing()
    with permitted(by, [("end_part", party)]) as yes:
        undertaking, leaving = _locked(party.undertaking), party.organization
        if not undertaking.parties.exclude(organization=leaving).exists():
            raise ValidationError(_("The last party can't leave: the project would be nobody's."), code="last")
        undertaking.team.filter(organization=leaving).delete()
        undertaking.confirmations.filter(organization=leaving).delete()
        undertaking.parties.filter(organization=leaving).delete()
        requests = AccessRequest.objects.filter(project=undertaking, organization=leaving)
        requests.filter(state=AccessRequest.State.OPEN).update(
            state=AccessRequest.State.WITHDRAWN, answered_by=by.user, answered_at=timezone.now()
        )
        move_on()
        verb = "undertaking.party_left" if leaving == by.organization else "undertaking.party_removed"
        record(by, verb, undertaking, decision=yes, organization=leaving.slug, reason=reason.strip())
        _tell_who_left(leaving, undertaking, by=by, reason=reason.strip())


def _tell_who_left(leaving: Organization, undertaking: Undertaking, *, by: Actor, reason: str) -> None:
    """Its people may no longer see the project, so what they are told is about their organization."""
    people = [one for one in people_of([leaving.pk], CONCERNED) if one.user != by.user.pk]
    told = {"by": str(by.organization), "project": undertaking.name, "reason": reason}
    publish(PROJECT.code, PART_ENDED, leaving, to=people, **told)


def _answer(invitation: PartyInvitation, state: str, by: Actor) -> None:
    """Raises ValidationError unless it waited for an answer until now."""
    waits = PartyInvitation.objects.filter(pk=invitation.pk, state=State.OPEN)
    if not waits.update(state=state, answered_by=by.user, answered_at=timezone.now()):
        raise ValidationError(_("This invitation is answered or was taken back already."), code="answered")
    invitation.refresh_from_db()


def _locked(undertaking: Undertaking) -> Undertaking:
    """As it stands, kept so until the transaction ends."""
    return Undertaking.objects.select_for_update(no_key=True).get(pk=undertaking.pk)
