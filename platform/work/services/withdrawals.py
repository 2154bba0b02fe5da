"""What waits in the queue when an agreement or an asset allows less: refused at once, with the reason.

It would be refused after its claim as well, for the policy is asked then. This spares people the waiting.
"""

import json
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from agreements.keeping.consequences import Cut
from agreements.models import Withdrawal
from agreements.policy import Decision
from work import kinds
from work.models import Item, State, Transition
from work.noticing import tell_submitters
from work.resting import resting_on
from work.services.holding import policy_reason
from work.services.lifecycle import settle_family, settle_successors
from work.services.locking import lock_work
from work.services.placing import keep_places

NOT_BEGUN = [State.BLOCKED, State.QUEUED]


def handle_withdrawals() -> int:
    """Refuse what waits and rests on what was taken back; how much that was. Two workers never handle the same row."""
    refused = 0
    for pk in list(Withdrawal.objects.filter(handled_at=None).order_by("pk").values_list("pk", flat=True)):
        decisions: dict[int, Decision] = {}
        with transaction.atomic():  # one for each, for in each all work is locked at once
            open_row = Withdrawal.objects.select_related("agreement", "asset").filter(pk=pk, handled_at=None)
            if withdrawal := open_row.select_for_update(skip_locked=True, of=("self",)).first():
                cut = Cut(withdrawal.agreement, withdrawal.asset)
                decisions = _asked_of(cut)
                refusals = {pk: decision for pk, decision in decisions.items() if not decision.allowed}
                refused += refuse_waiting(refusals)
                tell_submitters(refusals, cut)
                Withdrawal.objects.filter(pk=pk).update(handled_at=Now())
        keep_places(decisions)
    return refused


def _asked_of(cut: Cut) -> dict[int, Decision]:
    """Of what has never run: what has a checkpoint is taken, and then held until it is allowed again."""
    waiting = resting_on(cut).filter(state__in=NOT_BEGUN, attempt=0).select_related("organization", "submitted_by")
    decisions: dict[int, Decision] = {}
    for name in kinds.known():
        decisions |= kinds.kind_of(name).authorize(list(waiting.filter(kind=name)))
    return decisions


@transaction.atomic
def refuse_waiting(decisions: Mapping[int, Decision]) -> int:
    """Refuse queued work by primary key, however much, in two statements for each reason; how much still waited."""
    lock_work(decisions)
    alike: dict[str, list[int]] = defaultdict(list)
    for pk, decision in decisions.items():
        alike[json.dumps(policy_reason(decision), sort_keys=True)].append(pk)
    refused = 0
    for reason, wanted in alike.items():
        before = dict(Item.objects.filter(pk__in=wanted, state__in=NOT_BEGUN).values_list("pk", "state"))
        pks = list(before)
        ended = {"state": State.REFUSED, "reason": json.loads(reason), "finished_at": Now()}
        Item.objects.filter(pk__in=pks).update(**ended)
        Transition.objects.bulk_create(
            Transition(item_id=pk, from_state=state, to_state=State.REFUSED, attempt=0, reason=ended["reason"])
            for pk, state in before.items()
        )
        kinds.let_go(list(Item.objects.filter(pk__in=pks)))
        for item in Item.objects.filter(pk__in=pks, successors__state=State.BLOCKED).distinct():
            settle_successors(item)
        in_families = Q(awaits_children=True) | Q(parent__state=State.BLOCKED)
        for item in Item.objects.filter(in_families, pk__in=pks):
            settle_family(item)
        refused += len(pks)
    return refused
