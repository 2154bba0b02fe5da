"""Writing the record."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction

from audit.models import Event


class Who(Protocol):
    """Somebody acting for an organization, or for none."""

    @property
    def user(self) -> Any: ...

    @property
    def organization(self) -> Any: ...


class Answer(Protocol):
    """A decision of the policy, as it can be kept."""

    def as_json(self) -> dict[str, Any]: ...


def record(
    by: Who | None,
    verb: str,
    obj: models.Model | None = None,
    *,
    decision: Answer | None = None,
    about: Iterable[models.Model] = (),
    **data: Any,
) -> Event:
    """Keep that `by` did `verb` to `obj`, and the decision it rested on. `by` is None for what happens by itself.

    What the event concerns beside `obj` is found by itself: what the object's model names in `concerns_through` (else
    `visible_through`), and the agreements that the decision speaks of. `about` names more.
    """
    user = by.user if by and by.user and by.user.pk else None
    organization = by.organization if by else None
    told = decision.as_json() if decision else None
    things = [*_things(obj), *about]
    concerns = {thing.uid for thing in things if isinstance(getattr(thing, "uid", None), UUID)}
    return Event.objects.create(
        actor_user_id=user.pk if user else None,
        actor_name=str(user)[:254] if user else "",
        organization_id=organization.pk if organization else None,
        organization_name=organization.name if organization else "",
        verb=verb,
        object_type=obj._meta.label_lower if obj else "",
        object_id=str(obj.pk) if obj else "",
        object_name=str(obj)[:254] if obj else "",
        decision=told,
        data=data,
        concerns=sorted(concerns | _agreements(told)),
        owners=sorted({thing.owner_id for thing in things if getattr(thing, "owner_id", None)}),
    )


def record_refusal(by: Who | None, verb: str, obj: models.Model | None, *, decision: Answer, **data: Any) -> Event:
    """Keep a refusal, whatever becomes of the rest.

    Raises:
        RuntimeError: within a transaction, whose rollback would take the refusal with it.
    """
    with transaction.atomic(durable=True):
        return record(by, f"{verb}.refused", obj, decision=decision, **data)


def _things(obj: models.Model | None) -> Iterator[Any]:
    """The object, and what its model says it is about."""
    if obj is None:
        return
    yield obj
    declared = getattr(obj, "concerns_through", None) or getattr(obj, "visible_through", None) or ()
    for path in (declared,) if isinstance(declared, str) else declared:
        thing: Any = obj
        for step in path.split("__"):
            thing = getattr(thing, step)
            if thing is None:
                break
            yield thing


def _agreements(decision: dict[str, Any] | None) -> set[UUID]:
    """The agreements that a yes rests on, or that a no speaks of."""
    if decision is None:
        return set()
    named = [decision.get("agreement"), *decision.get("agreements", [])]
    named += [reason.get("refs", {}).get("agreement") for reason in decision.get("reasons", [])]
    return {UUID(one) for one in named if one}
