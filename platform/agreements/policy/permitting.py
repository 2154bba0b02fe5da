"""Insisting on a yes: once before something is read, or kept true until a transaction commits."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from accounts.models import Membership
from agreements.errors import NotAllowed
from agreements.models import Agreement, Asset, AssetVersion, Undertaking
from agreements.policy.answers import YES, Decision
from agreements.policy.asking import decide
from agreements.policy.explaining import Explanation
from agreements.policy.things import thing_behind
from agreements.policy.verbs import WITHIN_PROJECT, project_behind, waits_in_line
from audit.services import record_refusal
from organizations.actor import Actor
from organizations.models import Organization

logger = logging.getLogger(__name__)

Need = tuple[str, Any]
Also = Callable[[Decision], Decision]


def require(
    actor: Actor,
    operation: str,
    resource: Any,
    *,
    project: Any = None,
    at: datetime | None = None,
    also: "Also | None" = None,
) -> Decision:
    """The policy's yes; the service records it with its own event. Call it before the transaction.

    `also` is asked last, of the yes, and can turn it into a no.

    Raises:
        NotAllowed: the policy refuses. The refusal is in the audit, whatever the caller does next.
    """
    decision = decide(actor, operation, resource, project=project, at=at)
    if also is not None:
        decision = also(decision)
    if not decision.allowed:
        _refuse(actor, operation, resource, decision)
    return decision


@contextmanager
def permitted(
    actor: Actor, needs: Iterable[Need], *, project: Any = None, also: "Also | None" = None
) -> Iterator[Decision]:
    """A transaction in which the yes to all `needs` stays true until it commits.

    Decides, opens the transaction, locks what the yes rests on and decides again: whatever would take the yes away
    either committed before, and is seen, or waits until this has committed. `also` is asked last, of the yes to all of
    them together, and can turn it into a no.

    Raises:
        NotAllowed: the policy refuses, before or after the locks. The refusal is in the audit.
    """
    asked = list(needs)
    first = _all(actor, asked, project)
    try:
        with transaction.atomic():
            _stand_in_line(asked)
            _lock(actor, first, within=_projects(asked, changing=False))
            together = _all_still(actor, asked, project)
            yield _kept_to(also, together, asked) if also else together
    except _LateRefusal as late:
        _refuse(actor, *late.need, late.decision)


class _LateRefusal(Exception):
    def __init__(self, need: Need, decision: Decision) -> None:
        super().__init__()
        self.need, self.decision = need, decision


def _all(actor: Actor, needs: list[Need], project: Any) -> Decision:
    together = YES
    for operation, resource in needs:
        together &= require(actor, operation, resource, project=project)
    return together


def _all_still(actor: Actor, needs: list[Need], project: Any) -> Decision:
    """The same questions once more, of the person as they are now: their roles may have gone as well."""
    organization = Organization.objects.filter(pk=actor.organization.pk).first() if actor.organization else None
    now = Actor.of(actor.user, organization, scopes=actor.scopes)
    together = YES
    for operation, resource in needs:
        decision = decide(now, operation, resource, project=project)
        if not decision.allowed:
            raise _LateRefusal((operation, resource), decision)
        together &= decision
    return together


def _kept_to(also: Also, together: Decision, needs: list[Need]) -> Decision:
    """What the whole yes has to keep to. A no is one to what is done to the asset that it speaks of, or done last."""
    decision = also(together)
    if not decision.allowed:
        assets = {reason.refs.get("asset") for reason in decision.reasons}
        spoken_of = (need for need in needs if _asset_of(need) in assets)
        raise _LateRefusal(next(spoken_of, needs[-1]), decision)
    return decision


def _asset_of(need: Need) -> str | None:
    behind = thing_behind(need[1])
    asset = behind.asset if isinstance(behind, AssetVersion) else behind
    return str(asset.uid) if isinstance(asset, Asset) else None


def _refuse(actor: Actor, operation: str, resource: Any, decision: Decision) -> None:
    record_refusal(actor, operation, resource, decision=decision)
    refusal = Explanation(decision, actor, operation, resource)
    logger.info("%s", refusal.line())
    raise NotAllowed(decision, operation, resource)


def _stand_in_line(needs: list[Need]) -> None:
    """Two deeds on an agreement whose turn is asked about wait for each other before they ask again.

    So do two that change a project; who joins, leaves or is brought in meanwhile is then seen.
    """
    waiting = {thing.pk for verb, thing in needs if waits_in_line(verb, thing)}
    list(Agreement.objects.select_for_update().filter(pk__in=waiting).order_by("pk").values("pk"))
    changing = _projects(needs, changing=True)
    list(Undertaking.objects.select_for_update(no_key=True).filter(pk__in=changing).order_by("pk").values("pk"))


def _projects(needs: list[Need], *, changing: bool) -> set[int]:
    """The projects that are changed, or those that something is only done within."""
    behind = (project_behind(thing) for verb, thing in needs if (verb not in WITHIN_PROJECT) == changing)
    return {project.pk for project in behind if project}


def _lock(actor: Actor, decision: Decision, *, within: set[int]) -> None:
    """Keep the rows as they are, table after table and in the order of their ids, so that two that lock never cross."""
    memberships = Membership.objects.filter(user=actor.user.pk, group__in=actor.groups)
    lock_for_share(Organization, [actor.organization.pk] if actor.organization else [])
    lock_for_share(Membership, list(memberships.values_list("pk", flat=True)))
    lock_for_share(Asset, decision.rests_on.assets)
    lock_for_share(Undertaking, decision.rests_on.undertakings | within)
    lock_for_share(Agreement, decision.rests_on.agreements)


def lock_for_share(model: type[models.Model], ids: Iterable[int]) -> None:
    """Keep rows as they are until the transaction ends. Django knows only FOR UPDATE, by which submissions would wait
    for each other.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR SHARE",  # noqa: S608  our own table's name
            [sorted(ids)],
        )
