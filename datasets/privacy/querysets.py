"""Sets of findings."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from privacy.scanning import PERSONAL

if TYPE_CHECKING:
    from organizations.models import Organization
    from privacy.models import Finding, Reservation  # noqa: F401


class FindingQuerySet(QuerySet["Finding"]):
    """What scans found."""

    def personal(self) -> Self:
        """Of kinds that tell of persons; an organization or a place alone tells of nobody."""
        return self.filter(kind__in=PERSONAL)

    def keeping_back(self) -> Self:
        """What keeps a version from being shared: nobody has answered, or the answer is that it has to go."""
        return self.personal().filter(answer__in=["", "remove"])


class ReservationQuerySet(QuerySet["Reservation"]):
    """What was reserved of privacy budgets."""

    def told(self) -> Self:
        """With what was spent of each."""
        return self.select_related("settlement")

    def open(self) -> Self:
        """Of what still may be spent."""
        return self.filter(settlement=None)

    def by_clause(self, dataset: str, agreement: str, recipient: "Organization") -> Self:
        """What counts against the budget that an agreement gives a recipient; dataset and agreement by public id."""
        return self.filter(dataset__uid=dataset, agreement__uid=agreement, recipient=recipient)
