"""Sets of findings."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from privacy.scanning import PERSONAL

if TYPE_CHECKING:
    from privacy.models import Finding  # noqa: F401


class FindingQuerySet(QuerySet["Finding"]):
    """What scans found."""

    def personal(self) -> Self:
        """Of kinds that tell of persons; an organization or a place alone tells of nobody."""
        return self.filter(kind__in=PERSONAL)

    def keeping_back(self) -> Self:
        """What keeps a version from being shared: nobody has answered, or the answer is that it has to go."""
        return self.personal().filter(answer__in=["", "remove"])
