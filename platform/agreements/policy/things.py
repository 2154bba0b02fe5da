"""What a question is about: an asset, one of its versions, an undertaking, an agreement or an organization.

Higher apps' models say by `visible_through` (and `verbs_through`, where it differs) which path leads from them to one
of these. A model that says nothing leads nowhere, and is invisible.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models

from agreements.models import (
    AccessRequest,
    Agreement,
    Asset,
    AssetVersion,
    Comment,
    PartyInvitation,
    Reading,
    StaffComment,
    TermsVersion,
    Undertaking,
)
from audit.models import Event
from notifications.models import Notice
from organizations.models import Organization

GROUNDS: tuple[type[models.Model], ...] = (
    AssetVersion,
    Asset,
    Undertaking,
    Agreement,
    Organization,
    TermsVersion,
    Comment,
    StaffComment,
    Reading,
    AccessRequest,
    PartyInvitation,
    Event,
    Notice,
)


@dataclass(frozen=True)
class Ground:
    """The model that decides, and the path to it ("" for itself)."""

    model: type[models.Model]
    path: str

    def key(self, field: str = "pk") -> str:
        """The name of one of its fields, as seen from the start of the path."""
        return f"{self.path}__{field}" if self.path else field


def ground_of(model: type[models.Model], attribute: str = "visible_through") -> Ground | None:
    """Where the path of a model ends: at the first ground it meets, so a version decides before its asset."""
    if model in GROUNDS:
        return Ground(model, "")
    declared = getattr(model, attribute, None) or getattr(model, "visible_through", None)
    if not declared:
        return None
    walked: list[str] = []
    here: Any = model
    for step in declared.split("__"):
        walked.append(step)
        here = here._meta.get_field(step).related_model
        if here in GROUNDS:
            return Ground(here, "__".join(walked))
    onwards = ground_of(here, attribute)
    return Ground(onwards.model, "__".join([declared, onwards.path])) if onwards else None


def thing_behind(thing: Any, attribute: str = "visible_through") -> Any:
    """The asset, version, undertaking, agreement or organization behind a thing; None when there is none."""
    ground = ground_of(type(thing), attribute) if isinstance(thing, models.Model) else None
    if ground is None:
        return None
    for step in ground.path.split("__") if ground.path else []:
        thing = getattr(thing, step) if thing is not None else None  # a model that was brought in is of no project
    return thing


def undertaking_behind(project: Any) -> Undertaking | None:
    """The undertaking of a project; None without a project."""
    if project is None:
        return None
    undertaking = thing_behind(project)
    if not isinstance(undertaking, Undertaking):
        raise TypeError(f"{project!r} is no project.")
    return undertaking
