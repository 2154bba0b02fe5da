"""Named sets of projects."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from collaborations.models import Project  # noqa: F401


class ProjectQuerySet(models.QuerySet["Project"]):
    """Sets of projects."""

    def told(self) -> Self:
        """With what a list says of each: its purpose and its parties."""
        return self.select_related("undertaking__purpose").prefetch_related("undertaking__parties__organization")
