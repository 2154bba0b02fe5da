"""Named sets of what is asked of models."""

from typing import TYPE_CHECKING, Self

from django.db import models

from organizations.actor import Actor

if TYPE_CHECKING:
    from serving.models import Batch  # noqa: F401


class BatchQuerySet(models.QuerySet["Batch"]):
    """Sets of batches."""

    def asked_by(self, actor: Actor) -> Self:
        """What this person asked for the organization they act for: nobody else sees it."""
        if actor.organization is None:
            return self.none()
        return self.told().filter(asked_by=actor.user, organization=actor.organization)

    def told(self) -> Self:
        """With what is asked about each."""
        return self.select_related(
            "item",
            "organization",
            "asked_by",
            "project",
            "version__version__asset__owner",
            "dataset_version__version__asset__owner",
            "answers",
        )
