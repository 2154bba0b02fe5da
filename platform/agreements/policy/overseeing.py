"""What reviewers read at their desk without taking part: the projects that agreements were made for."""

from typing import TypeVar

from django.db import models
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from agreements.models import Agreement, Undertaking
from agreements.operations import Operation
from agreements.policy.things import ground_of
from agreements.policy.visibility import visible
from organizations.actor import Actor

AnyModel = TypeVar("AnyModel", bound=models.Model)


def overseen(actor: Actor, queryset: QuerySet[AnyModel]) -> QuerySet[AnyModel]:
    """The projects that an agreement names which came to the review. To know of one gives nothing within it."""
    ground = ground_of(queryset.model)
    if not actor.is_reviewer or ground is None or ground.model is not Undertaking:
        return queryset.none()
    known = visible(actor, Agreement.objects.order_by(), Operation.DISCOVER)
    project = KeyTextTransform("project", KeyTransform("purposes", "current_version__terms"))
    named = known.annotate(project=project).values("project")
    return queryset.filter(**{ground.key("slug__in"): named})
