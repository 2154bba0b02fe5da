"""Named sets of projects, and of what is planned in them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    from collaborations.models import Milestone, Project, Task  # noqa: F401


class ProjectQuerySet(models.QuerySet["Project"]):
    """Sets of projects."""

    def told(self) -> Self:
        """With what a list says of each: its purpose and its parties."""
        return self.select_related("undertaking__purpose").prefetch_related("undertaking__parties__organization")


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Milestones by their days."""

    def told(self) -> Self:
        """With whose they are, and how many of their tasks are done: `tasks_done` of `tasks_all`."""
        done = Count("tasks", filter=Q(tasks__state="done"))
        owned = self.select_related("owner__user", "owner__organization")
        counted = owned.annotate(tasks_all=Count("tasks"), tasks_done=done)
        return counted.order_by("due_on", "id")  # counting forgets the model's own order


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks, the one that is due first in front."""

    def told(self) -> Self:
        """With whose they are and where they lead."""
        return self.select_related("owner__user", "owner__organization", "milestone")
