"""Who takes part in an undertaking: others join when they accept an invitation, and their part can end later.

Providers confirm a purpose with the parties. So whoever joins asks for new confirmations; who leaves is without access
at once, and nobody else is held up.
"""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.errors import ReasonMissing
from agreements.models import AccessRequest, PartyInvitation, Undertaking, UndertakingParty
from agreements.noticing.kinds import PROJECT
from agreements.noticing.people import CONCERNED, people_of
from agreements.policy import Decision, permitted
from agreements.services.access import close_request
from agreements.services.deeds import record
from agreements.services.epoch import move_on
from agreements.services.matching import match_undertaking
from agreements.services.undertakings import ask_again, can_take_part
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
        if not can_take_part(organization):
            raise ValidationError({"organization": _("Only another verified organization can take part.")})
        if now.parties.filter(organization=organization).exists():
            raise ValidationError({"organization": _("This organization takes part already.")})
        for earlier in now.invitations.filter(organization=organization, state=State.OPEN):
            if not earlier.has_lapsed:
                raise ValidationError({"organization": _("This organization is invited already.")})
            _answer(earlier, State.WITHDRAWN, by)
            record(by, "undertaking.invitation_withdrawn", earlier, decision=yes)
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
        ValidationError: it is answered or taken back already, or has run out.
    """
    with permitted(by, [("answer_invitation", invitation)]) as yes:
        undertaking = _locked(invitation.undertaking)
        _answer_in_time(invitation, State.ACCEPTED, by)
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
        ValidationError: it is answered or taken back already, or has run out.
    """
    with permitted(by, [("answer_invitation", invitation)]) as yes:
        _answer_in_time(invitation, State.DECLINED, by)
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

    Its confirmations go with it, so that what it shares may not be used here any more; what it asked, and nobody has
    answered, is taken back.

    Raises:
        NotAllowed: the policy refuses; another party neither named nor invited it, for one.
        ReasonMissing: the other parties read why.
        ValidationError: it takes part no longer, or nobody would be left.
    """
    if not reason.strip():
        raise ReasonMissing()
    with permitted(by, [("end_part", party)]) as yes:
        undertaking, leaving = _locked(party.undertaking), party.organization
        if not undertaking.parties.filter(pk=party.pk).exists():
            told = {"organization": leaving}
            raise ValidationError(_("%(organization)s takes part no longer.") % told, code="gone")
        if not undertaking.parties.exclude(organization=leaving).exists():
            raise ValidationError(_("The last party can't leave: the project would be nobody's."), code="last")
        _take_back(leaving, undertaking, by=by, decision=yes)
        undertaking.team.filter(organization=leaving).delete()
        undertaking.confirmations.filter(organization=leaving).delete()
        undertaking.parties.filter(organization=leaving).delete()
        match_undertaking(undertaking)  # terms that ask for the providers' part hold no longer without this one
        move_on()
        verb = "undertaking.party_left" if leaving == by.organization else "undertaking.party_removed"
        record(by, verb, undertaking, decision=yes, organization=leaving.slug, reason=reason.strip())
        _tell_who_left(leaving, undertaking, by=by, reason=reason.strip())


def _take_back(leaving: Organization, undertaking: Undertaking, *, by: Actor, decision: Decision) -> None:
    """What a party asked, and nobody has answered: for access within the project, and others to take part.

    What it asked for is nothing that the other parties may know: of that, the record is its own, whoever ends its part.
    """
    itself = by if leaving == by.organization else Actor(AnonymousUser(), leaving)
    asked = AccessRequest.objects.filter(project=undertaking, organization=leaving, state=AccessRequest.State.OPEN)
    for request in asked.select_for_update(of=("self",)).select_related("asset").order_by("pk"):
        close_request(request, AccessRequest.State.WITHDRAWN, by=by)
        record(itself, "access_request.withdrawn", request, decision=decision)
    for invitation in undertaking.invitations.filter(invited_for=leaving, state=State.OPEN).order_by("pk"):
        _answer(invitation, State.WITHDRAWN, by)
        record(by, "undertaking.invitation_withdrawn", invitation, decision=decision)


def _tell_who_left(leaving: Organization, undertaking: Undertaking, *, by: Actor, reason: str) -> None:
    """Its people may no longer see the project, so what they are told is about their organization."""
    people = [one for one in people_of([leaving.pk], CONCERNED) if one.user != by.user.pk]
    told = {"by": str(by.organization), "project": undertaking.name, "reason": reason}
    publish(PROJECT.code, PART_ENDED, leaving, to=people, **told)


def _answer_in_time(invitation: PartyInvitation, state: str, by: Actor) -> None:
    """Raises ValidationError unless it waited for an answer until now, and can still be answered."""
    if invitation.has_lapsed:
        raise ValidationError(_("This invitation has run out. Ask who invited you for another one."), code="lapsed")
    _answer(invitation, state, by)


def _answer(invitation: PartyInvitation, state: str, by: Actor) -> None:
    """Raises ValidationError unless it waited for an answer until now."""
    waits = PartyInvitation.objects.filter(pk=invitation.pk, state=State.OPEN)
    if not waits.update(state=state, answered_by=by.user, answered_at=timezone.now()):
        raise ValidationError(_("This invitation is answered or was taken back already."), code="answered")
    invitation.refresh_from_db()


def _locked(undertaking: Undertaking) -> Undertaking:
    """As it stands, kept so until the transaction ends."""
    return Undertaking.objects.select_for_update(no_key=True).get(pk=undertaking.pk)
