"""The words that people gave when they suspended an agreement or froze an asset, beside the policy's refusal."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from agreements.models import Agreement, Asset, State
from agreements.policy import Reason, visible
from organizations.actor import Actor


def words_given(reasons: Iterable[Reason], reader: Actor) -> list[str]:
    """One sentence for each suspension and freeze that the reasons speak of, as far as `reader` may know of it."""
    return list(dict.fromkeys(_words(reasons, reader)))


def _words(reasons: Iterable[Reason], reader: Actor) -> Iterator[str]:
    for reason in reasons:
        if reason.code == "suspended":
            known = Agreement.objects.filter(state=State.SUSPENDED, uid=reason.refs["agreement"])
            rows = known.select_related("state_changed_by", "state_changed_for")
            for agreement in visible(reader, rows, "discover"):
                yield _("%(person)s of %(organization)s suspended it for this reason: %(reason)s") % {
                    "person": agreement.state_changed_by,
                    "organization": agreement.state_changed_for,
                    "reason": agreement.reason,
                }
        elif reason.code == "frozen":
            frozen = Asset.objects.filter(uid=reason.refs["asset"], frozen_at__isnull=False)
            for asset in visible(reader, frozen.select_related("frozen_by", "owner"), "discover"):
                yield _("%(person)s of %(organization)s froze it for this reason: %(reason)s") % {
                    "person": asset.frozen_by,
                    "organization": asset.owner,
                    "reason": asset.frozen_because,
                }
