"""Who works on an undertaking: each party brings its own people, and takes them back.

Providers confirm a purpose with the team. So whoever may use something that they could not use before asks for new
confirmations; who leaves, or only reads along from now on, is without access at once, and nobody else is held up.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from agreements.models import TeamMember, TeamRole, Undertaking
from agreements.policy import permitted
from agreements.services.deeds import record
from agreements.services.epoch import move_on
from agreements.services.undertakings import ask_again
from organizations.actor import Actor


def join_team(undertaking: Undertaking, user: User, *, by: Actor, role: str = TeamRole.WORKS) -> TeamMember:
    """Put a person of the organization acted for into the team; who is in it already stays as they are.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the person doesn't act for the organization.
    """
    with permitted(by, [("edit", undertaking)]) as yes:
        if not Actor.of(user, by.organization).roles:
            raise ValidationError(
                _("%(person)s does not act for %(organization)s.") % {"person": user, "organization": by.organization}
            )
        member, joined = TeamMember.objects.get_or_create(
            undertaking=undertaking, user=user, organization=by.organization, defaults={"role": role}
        )
        if joined:
            _follow(undertaking, works=member.role in TeamMember.WORKING)
            record(by, "undertaking.team_joined", undertaking, decision=yes, person=str(user.uid), role=str(role))
    return member


def change_team_role(member: TeamMember, role: str, *, by: Actor) -> TeamMember:
    """Let a person of the organization acted for do something else in the team.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: they are in the team no longer.
    """
    with permitted(by, [("edit", member)]) as yes:
        member = _still_there(member)
        before, member.role = member.role, role
        member.save(update_fields=["role"])
        if before != role:
            _follow(member.undertaking, works=role in TeamMember.WORKING and before not in TeamMember.WORKING)
            person = str(member.user.uid)
            record(by, "undertaking.team_role_changed", member.undertaking, decision=yes, person=person, role=str(role))
    return member


def leave_team(member: TeamMember, *, by: Actor) -> None:
    """Take a person of the organization acted for out of the team: their access ends at once, and what they run stops.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: they are in the team no longer.
    """
    with permitted(by, [("edit", member)]) as yes:
        _still_there(member).delete()
        move_on()
        record(by, "undertaking.team_left", member.undertaking, decision=yes, person=str(member.user.uid))


def _still_there(member: TeamMember) -> TeamMember:
    """As they stand now; the project is locked, so that nobody takes them out meanwhile."""
    now = TeamMember.objects.select_related("undertaking", "user").filter(pk=member.pk).first()
    if now is None:
        raise ValidationError(_("%(person)s is no longer in the team.") % {"person": member.user}, code="gone")
    return now


def _follow(undertaking: Undertaking, *, works: bool) -> None:
    if works:
        ask_again(undertaking)
    else:
        move_on()
