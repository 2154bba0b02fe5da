"""Objectives as a reader meets them: who has agreed, what each side expects, and what reports say of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse

from agreements.models import Asset
from agreements.policy import decide, visible
from collaborations.metrics import Metric, metric_of
from collaborations.models import Objective, Project
from organizations.actor import Actor
from organizations.models import Organization


class Reading(NamedTuple):
    """What a report measured. It counts once every party has signed it off; `missing` says who has not."""

    value: float
    name: str
    url: str
    missing: tuple[str, ...] = ()


class Side(NamedTuple):
    """A party, what it expects, and who agreed for it to the objective as it stands."""

    organization: Organization
    expects: str
    agreed_by: str | None
    agreed_at: datetime | None


class ToldObjective:
    """An objective with all that a page says of it. What it derives is derived when it is read."""

    def __init__(
        self, objective: Objective, sides: list[Side], readings: Sequence[Reading], dataset: Asset | None
    ) -> None:
        self.objective, self.sides, self.dataset = objective, sides, dataset
        self._readings = readings

    @cached_property
    def metric(self) -> Metric:
        """The figure that it is measured by."""
        return metric_of(self.objective.task, self.objective.metric)

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("collaborations:objective", args=[self.objective.project.undertaking.slug, self.objective.uid])

    @property
    def target(self) -> str:
        """The target as pages write it."""
        return self.metric.said(self.objective.target)

    @property
    def missing(self) -> list[Organization]:
        """The parties that have not agreed to it as it stands."""
        return [side.organization for side in self.sides if side.agreed_by is None]

    @property
    def reading(self) -> Reading | None:
        """The best that a report says which every party has signed off."""
        return self._best([one for one in self._readings if not one.missing])

    @property
    def waiting(self) -> Reading | None:
        """The best that would reach it, of reports that somebody has yet to sign off."""
        best = self._best([one for one in self._readings if one.missing])
        return best if best and self.objective.is_met_by(best.value) else None

    @property
    def reached(self) -> bool:
        """Whether every party has agreed to it, and a report that all have signed off says so."""
        return not self.missing and self.reading is not None and self.objective.is_met_by(self.reading.value)

    @property
    def state(self) -> str:
        """`reached`, `open` or `asked`: not all have agreed."""
        return "asked" if self.missing else "reached" if self.reached else "open"

    def said(self, reading: Reading) -> str:
        """A report's figure as pages write it."""
        return self.metric.said(reading.value)

    @property
    def reading_said(self) -> str:
        """What counts, as pages write it."""
        return self.said(self.reading) if self.reading else ""

    @property
    def waiting_said(self) -> str:
        """What would count, as pages write it."""
        return self.said(self.waiting) if self.waiting else ""

    def _best(self, readings: list[Reading]) -> Reading | None:
        pick = max if self.objective.comparison == Objective.Comparison.AT_LEAST else min
        return pick(readings, key=lambda one: one.value, default=None)


Answer = Callable[[Project, Sequence[Objective], Actor], Mapping[int, Sequence[Reading]]]
_answers: list[Answer] = []


def register(answer: Answer) -> None:
    """Let an app above say what was measured, for each objective by its key."""
    _answers.append(answer)


def objectives_of(project: Project, *, by: Actor) -> list[ToldObjective]:
    """The objectives of a project as `by` may read them, the one that is due first in front."""
    rows = visible(by, Objective.objects.filter(project=project), "discover")
    told_with = rows.select_related("project__undertaking").prefetch_related("expectations", "agreements__agreed_by")
    found = list(told_with)
    if not found:
        return []
    parties = list(project.undertaking.organizations.order_by("name"))
    measured = [answer(project, found, by) for answer in _answers]
    datasets = _known_datasets({one.dataset_id for one in found if one.dataset_id}, by)
    return [
        ToldObjective(
            one,
            _sides_of(one, parties),
            [reading for table in measured for reading in table.get(one.pk, ())],
            datasets.get(one.dataset_id) if one.dataset_id else None,
        )
        for one in found
    ]


def may_change(project: Project, by: Actor) -> dict[str, bool]:
    """Whether `by` may state and change objectives, and agree to them."""
    return {
        "may_plan": decide(by, "plan", project.undertaking).allowed,
        "may_agree": decide(by, "agree_objective", project.undertaking).allowed,
    }


def _sides_of(objective: Objective, parties: list[Organization]) -> list[Side]:
    expects = {each.organization_id: each.words for each in objective.expectations.all()}
    agreed = {each.organization_id: each for each in objective.agreements.all() if each.revision == objective.revision}
    sides = []
    for party in parties:
        row = agreed.get(party.pk)
        by, at = (str(row.agreed_by), row.agreed_at) if row else (None, None)
        sides.append(Side(party, expects.get(party.pk, ""), by, at))
    return sides


def _known_datasets(keys: set[int], by: Actor) -> dict[int, Asset]:
    """The datasets that the reader may know of."""
    return visible(by, Asset.objects.filter(pk__in=keys), "discover").in_bulk() if keys else {}
