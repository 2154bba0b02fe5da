"""A deed, kept and told: one event in the audit and the notices that follow from it, in the deed's transaction."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from agreements.noticing.table import TOLD, Deed
from audit.models import Event
from audit.services import Answer
from audit.services import record as keep
from notifications.services import Recipient, publish
from organizations.actor import Actor


def record(
    by: Actor,
    verb: str,
    obj: models.Model,
    *,
    decision: Answer | None = None,
    about: Iterable[models.Model] = (),
    **data: Any,
) -> Event:
    """Keep that `by` did `verb` to `obj`, as the audit does, and tell whoever `TOLD` names."""
    event = keep(by, verb, obj, decision=decision, about=about, **data)
    _tell(Deed(by, obj, data), verb)
    return event


def _tell(deed: Deed, verb: str) -> None:
    told: set[Recipient] = set()
    params = {"by": str(deed.by.organization or deed.by.user)}
    if deed.data.get("reason"):
        params["reason"] = deed.data["reason"]
    for kind, audience in TOLD.get(verb, ()):
        people = {one for one in audience(deed) if one.user != deed.by.user.pk} - told
        publish(kind.code, verb, deed.thing, to=people, **params)
        told |= people
