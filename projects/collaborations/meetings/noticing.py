"""What people are told of meetings. %(by)s is the organization that acted."""

from django.utils.translation import gettext_lazy as _

from collaborations.meetings.calendars import invitation
from collaborations.meetings.models import Meeting
from notifications.kinds import Kind
from notifications.models import Mail
from notifications.services import Recipient, publish
from organizations.actor import Actor

MEETINGS = Kind(
    "meeting",
    _("Meetings"),
    "people",
    Mail.NOW,
    {
        "meeting.planned": _("%(by)s invites you to “%(thing)s”."),
        "meeting.moved": _("%(by)s has changed when or where “%(thing)s” is."),
        "meeting.called_off": _("%(by)s has called “%(thing)s” off."),
    },
    attaches=invitation,
)


def tell_the_team(verb: str, meeting: Meeting, by: Actor) -> None:
    """Tell everybody of the project's team, but not who did it."""
    team = meeting.series.project.undertaking.team.exclude(user=by.user.pk)
    people = [Recipient(*row) for row in team.values_list("user", "organization")]
    publish(MEETINGS.code, verb, meeting, to=people, by=str(by.organization))
