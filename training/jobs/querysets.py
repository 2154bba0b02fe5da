"""Named sets of jobs."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Prefetch

from catalog.models import DatasetVersion
from registry.models import ModelVersion
from work.models import Item

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

    def wholes(self) -> Self:
        """Jobs that people submitted, without the trials of those that search."""
        return self.filter(item__parent=None)

    def told(self) -> Self:
        """With all that a page says of a job, in seven queries.

        As joins of one, planning them takes PostgreSQL 36 ms, which is longer than all seven.
        """
        from jobs.models import Helper, Result  # models.py imports this

        before = Item.objects.select_related("job__dataset_version__version")
        result = Result.objects.select_related("model_version__version__asset")
        return self.select_related(
            "item__organization", "item__paused_by", "submitted_by", "project__undertaking"
        ).prefetch_related(
            Prefetch("item__after", before),
            Prefetch("helpers", Helper.objects.select_related("version__asset__owner")),
            Prefetch("clone_of", self.model.objects.select_related("item")),
            Prefetch("model_version", ModelVersion.objects.select_related("version__asset__owner")),
            Prefetch("dataset_version", DatasetVersion.objects.select_related("version__asset__owner")),
            Prefetch("result", result),
        )
