"""Writing the record."""

from typing import Any, Protocol

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
    by: Who | None, verb: str, obj: models.Model | None = None, *, decision: Answer | None = None, **data: Any
) -> Event:
    """Keep that `by` did `verb` to `obj`, and the decision it rested on. `by` is None for what happens by itself."""
    user = by.user if by and by.user and by.user.pk else None
    organization = by.organization if by else None
    return Event.objects.create(
        actor_user_id=user.pk if user else None,
        actor_name=str(user)[:254] if user else "",
        organization_id=organization.pk if organization else None,
        organization_name=organization.name if organization else "",
        verb=verb,
        object_type=obj._meta.label_lower if obj else "",
        object_id=str(obj.pk) if obj else "",
        object_name=str(obj)[:254] if obj else "",
        decision=decision.as_json() if decision else None,
        data=data,
    )


def record_refusal(by: Who | None, verb: str, obj: models.Model | None, *, decision: Answer, **data: Any) -> Event:
    """Keep a refusal, whatever becomes of the rest.

    Raises:
        RuntimeError: within a transaction, whose rollback would take the refusal with it.
    """
    with transaction.atomic(durable=True):
        return record(by, f"{verb}.refused", obj, decision=decision, **data)
