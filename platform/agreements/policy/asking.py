"""The one question: may somebody do something to a thing?"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from agreements.models import Asset, AssetVersion, Undertaking
from agreements.operations import Operation
from agreements.policy.answers import YES, Decision, no
from agreements.policy.deciding import Question, decide_asset
from agreements.policy.narrowing import out_of_scope, without_standing
from agreements.policy.tables import LOOKING, OPERATIONS
from agreements.policy.things import thing_behind, undertaking_behind
from agreements.policy.verbs import decide_verb
from agreements.policy.visibility import visible
from organizations.actor import Actor
from organizations.models import Scope

SEEING = frozenset({"see", "discover"})  # of what is no asset, the same


def decide(actor: Actor, operation: str, resource: Any, *, project: Any = None, at: datetime | None = None) -> Decision:
    """Whether `actor` may do `operation` to `resource`, why, and under which obligations.

    A resource is an asset, one of its versions, or what stands for either (a dataset, a model); of anything else
    `operation` is a verb of the table. The purpose is the project's: without one, only what no purpose binds answers.
    """
    behind = thing_behind(resource)
    is_asset = isinstance(behind, Asset | AssetVersion)
    if operation in SEEING and behind is not None and not is_asset:
        return _decide_seeing(actor, resource)
    if operation not in Operation.values or not is_asset:
        return decide_verb(actor, operation, resource)
    return decide_of_asset(actor, operation, behind, undertaking_behind(project), at or timezone.now())


def decide_of_asset(
    actor: Actor,
    operation: str,
    behind: Asset | AssetVersion,
    project: Undertaking | None,
    at: datetime,
    *,
    of_agreement: int | None = None,
) -> Decision:
    """The answer for an asset or one of its versions; with `of_agreement`, what that one alone would give."""
    asked = Operation(operation)
    if refusal := out_of_scope(actor, OPERATIONS[asked].scope) or without_standing(actor, unverified=asked in LOOKING):
        return refusal
    assert actor.organization is not None  # who acts for nobody has been refused
    asset, number = (behind.asset, behind.number) if isinstance(behind, AssetVersion) else (behind, None)
    return decide_asset(Question(actor, actor.organization, asked, asset, number, project, at, of_agreement))


def _decide_seeing(actor: Actor, thing: Any) -> Decision:
    """Who sees something that is no asset is said once, where lists ask it."""
    if refusal := out_of_scope(actor, Scope.READ):
        return refusal
    seen = visible(actor, type(thing)._default_manager.all(), Operation.DISCOVER)
    return YES if seen.filter(pk=thing.pk).exists() else no("unseen")
