"""Named sets of jobs."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from jobs.models import Job


class JobQuerySet(models.QuerySet["Job"]):
    """Sets of jobs."""

    def tested_like(self, job: "Job") -> Self:
        """Other jobs that have a result on the same test rows: of one dataset version, split alike."""
        split = {"spec__split": job.spec["split"]}
        if job.spec["split"].get("seed") is None:
            split["spec__seed"] = job.spec["seed"]
        tested = self.filter(result__isnull=False, dataset_version=job.dataset_version_id, **split)
        return tested.exclude(pk=job.pk)

    def told(self) -> Self:
        """With all that a page says of a job, in one query."""
        return self.select_related(
            "item__organization",
            "item__paused_by",
            "item__after__job__dataset_version__version",
            "clone_of__item",
            "submitted_by",
            "project__undertaking",
            "model_version__version__asset__owner",
            "dataset_version__version__asset__owner",
            "result__model_version__version__asset",
        )
