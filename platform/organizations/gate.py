"""The questions to the policy from below it: the app that holds the policy says who answers (AppConfig.ready)."""

from typing import Any, Protocol, TypeVar

from django.db.models import Model, QuerySet

from organizations.actor import Actor

AnyModel = TypeVar("AnyModel", bound=Model)


class Answer(Protocol):
    """A decision of the policy."""

    @property
    def allowed(self) -> bool: ...

    def as_json(self) -> dict[str, Any]: ...


class Policy(Protocol):
    """What answers: `agreements.policy` does."""

    def decide(self, actor: Actor, verb: str, thing: Any, /) -> Answer: ...

    def require(self, actor: Actor, verb: str, thing: Any, /) -> Answer: ...

    def visible(self, actor: Actor, queryset: QuerySet[AnyModel], verb: str, /) -> QuerySet[AnyModel]: ...


_policy: Policy | None = None


def answer_with(policy: Policy) -> None:
    """Let `policy` decide from now on."""
    global _policy
    _policy = policy


def may(actor: Actor, verb: str, thing: Any) -> bool:
    """Whether the policy says yes."""
    return _answerer().decide(actor, verb, thing).allowed


def require(actor: Actor, verb: str, thing: Any) -> Answer:
    """The policy's yes.

    Raises:
        PermissionDenied: the policy refuses.
    """
    return _answerer().require(actor, verb, thing)


def visible(actor: Actor, queryset: QuerySet[AnyModel]) -> QuerySet[AnyModel]:
    """The rows that the actor may know of."""
    return _answerer().visible(actor, queryset, "discover")


def _answerer() -> Policy:
    if _policy is None:
        raise RuntimeError("No policy is installed, so nothing is allowed: install the app that answers.")
    return _policy
