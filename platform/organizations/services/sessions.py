"""Where a person is signed in, and how that ends at once."""

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from organizations.actor import Actor


@transaction.atomic
def end_session(session: UserSession, *, by: Actor) -> None:
    """Sign the person out there, from the next request on.

    Raises:
        PermissionDenied: it is somebody else's.
    """
    if session.user_id != by.user.pk:
        raise PermissionDenied(_("Only its own person can end a session."))
    record(by, "session.ended", None, browser=session.user_agent, address=session.ip)
    session.end()
