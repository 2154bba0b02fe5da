"""Named sets of what is asked of models, of answers, and of what was found of them."""

from typing import TYPE_CHECKING, Self

from django.db import models

from organizations.actor import Actor
from registry.models import Model

if TYPE_CHECKING:
    from serving.models import Batch, Feedback, Prediction  # noqa: F401


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


class PredictionQuerySet(models.QuerySet["Prediction"]):
    """Sets of answers."""

    def asked_for(self, actor: Actor) -> Self:
        """What the organization that `actor` acts for was answered: nobody else sees single answers."""
        return self.told().filter(organization=actor.organization) if actor.organization else self.none()

    def of_model(self, model: Model) -> Self:
        """Answers of any version of `model`."""
        return self.filter(model_version__version__asset=model.asset_id)

    def told(self) -> Self:
        """With what a page says of each."""
        return self.select_related("model_version__version__asset__owner", "model_version__result", "project")


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Sets of what people found."""

    def of_model(self, model: Model) -> Self:
        """About answers of any version of `model`."""
        return self.filter(prediction__model_version__version__asset=model.asset_id)

    def corrections(self, model: Model) -> Self:
        """Those that came to review, with what was asked."""
        told = self.of_model(model).exclude(review=self.model.Review.NONE)
        return told.select_related("prediction__model_version__version", "prediction__organization", "person")
