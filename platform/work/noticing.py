"""Who submitted work is told when the policy stops or refuses it; of much that is refused at once, in one notice."""

from collections.abc import Collection

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from agreements.keeping.consequences import Cut
from notifications.kinds import Kind
from notifications.models import Mail
from notifications.services import Recipient, publish
from work.kinds import about
from work.models import Item, State

STOPPED = {State.HELD: "job.held", State.REFUSED: "job.refused"}
TOGETHER = "jobs.refused"
WORK = Kind(
    "work",
    _("Jobs that were stopped or refused"),
    "job",
    Mail.NOW,
    {
        "job.held": _("“%(thing)s” was stopped, as it is no longer allowed. Its checkpoint is kept."),
        "job.refused": _("“%(thing)s” was refused, as it is not allowed."),
        TOGETHER: _("Jobs of yours that waited and rest on “%(thing)s” were refused: %(count)s."),
    },
)


def tell_submitter(item: Item) -> None:
    """Of one that was stopped or refused by the policy."""
    to = Recipient(item.submitted_by_id, item.organization_id)
    publish(WORK.code, STOPPED[State(item.state)], about(item), to=[to])


def tell_submitters(refused: Collection[int], cut: Cut) -> None:
    """Of all that was refused because an agreement or an asset allows less, each submitter how much of theirs."""
    thing = cut.agreement or cut.asset
    assert thing is not None  # a withdrawal is of one of them
    theirs = Item.objects.filter(pk__in=refused, state=State.REFUSED).order_by()
    counted = theirs.values_list("submitted_by", "organization").annotate(count=Count("pk"))
    for user, organization, count in counted:
        publish(WORK.code, TOGETHER, thing, to=[Recipient(user, organization)], count=count)
