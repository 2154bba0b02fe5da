"""What a reader does with notices: mark them as read. It is the reader's own note, so the audit has no line of it."""

from uuid import UUID

from agreements.policy import permitted, visible
from notifications.models import Notice
from notifications.services import mark_read
from organizations.actor import Actor


def read_notices(*, by: Actor, uid: UUID | None = None, kind: str = "") -> int:
    """Mark as read one notice, all of a kind, or all that `by` has for the organization acted for; how many it was.

    Raises:
        NotAllowed: the policy refuses; a token without the scope asks, for one.
    """
    with permitted(by, [("read_notices", by.organization)]):
        mine = visible(by, Notice.objects.all(), "discover")
        if uid is not None:
            mine = mine.filter(uid=uid)
        return mark_read(mine.filter(kind=kind) if kind else mine)
