"""Named sets of jobs."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from jobs.models import Job  # noqa: F401


class JobQuerySet(models.QuerySet["Job"]):
    """Sets of jobs."""

    def told(self) -> Self:
        """With all that a page says of a job, in one query."""
        return self.select_related(
            "item__organization",
            "submitted_by",
            "project__undertaking",
            "model_version__version__asset__owner",
            "dataset_version__version__asset__owner",
            "result__model_version__version__asset",
        )
