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
from work.services.placing import keep_places

NOT_BEGUN = [State.BLOCKED, State.QUEUED]


def handle_withdrawals() -> int:
    """Refuse what waits and rests on what was taken back; how much that was. Two workers never handle the same row."""
    refused = 0
    with transaction.atomic():
        open_rows = Withdrawal.objects.filter(handled_at=None).select_related("agreement", "asset")
        for withdrawal in open_rows.select_for_update(skip_locked=True, of=("self",)):
            refused += _refuse_what_rests_on(Cut(withdrawal.agreement, withdrawal.asset))
            Withdrawal.objects.filter(pk=withdrawal.pk).update(handled_at=Now())
    return refused


def _refuse_what_rests_on(cut: Cut) -> int:
    """Only what has never run: what has a checkpoint is taken, and then held until it is allowed again."""
    waiting = resting_on(cut).filter(state__in=NOT_BEGUN, attempt=0).select_related("organization", "submitted_by")
    refused: dict[int, Decision] = {}
    for name in kinds.known():
        decisions = kinds.kind_of(name).authorize(list(waiting.filter(kind=name)))
        keep_places(decisions)
        refused |= {pk: decision for pk, decision in decisions.items() if not decision.allowed}
    how_many = refuse_waiting(refused)
    tell_submitters(refused, cut)
    return how_many


def refuse_waiting(decisions: Mapping[int, Decision]) -> int:
    """Refuse queued work by primary key, however much, in two statements for each reason; how much still waited."""
    alike: dict[str, list[int]] = defaultdict(list)
    for pk, decision in decisions.items():
        alike[json.dumps(policy_reason(decision), sort_keys=True)].append(pk)
    refused = 0
    for reason, wanted in alike.items():
        with transaction.atomic():
            found = Item.objects.filter(pk__in=wanted, state__in=NOT_BEGUN).order_by("pk").select_for_update()
            before = dict(found.values_list("pk", "state"))
            pks = list(before)
            ended = {"state": State.REFUSED, "reason": json.loads(reason), "finished_at": Now()}
            Item.objects.filter(pk__in=pks).update(**ended)
            Transition.objects.bulk_create(
                Transition(
                    item_id=pk,
                    from_state=before[pk],
                    to_state=State.REFUSED,
                    attempt=0,
                    reason=ended["reason"],
                )
                for pk in pks
            )
            for item in Item.objects.filter(pk__in=pks, successors__state=State.BLOCKED).distinct():
                settle_successors(item)
            in_families = Q(awaits_children=True) | Q(parent__state=State.BLOCKED)
            for item in Item.objects.filter(in_families, pk__in=pks):
                settle_family(item)
        refused += len(pks)
    return refused
