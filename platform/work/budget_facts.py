"""A budget as an organization reads it: each limit, and what is drawn on it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import Organization
from work.durations import gpu_hours
from work.models import Budget


@dataclass(frozen=True)
class Fact:
    """A sentence, and for a limit of which it is told how much is drawn: that part of it, from 0 to 1."""

    sentence: str
    drawn: float | None = None


@dataclass(frozen=True)
class Told:
    """Whose budget it is, and its limits."""

    budget: Budget
    facts: list[Fact]


def budgets_at(organization: Organization) -> list[Told]:
    """Its own, its projects', its people's. What people use elsewhere is not told: of theirs, the limits alone."""
    theirs = Q(user__memberships__group__org_role__organization=organization)
    mine = Q(organization=organization) | Q(undertaking__organizations=organization) | theirs
    found = Budget.objects.filter(mine).distinct().select_related("organization", "undertaking", "user")
    return [
        Told(budget, list(_limits(budget) if budget.user_id else _drawn(budget)))
        for budget in found.order_by("organization", "undertaking__name", "user__name", "id")
    ]


def _limits(budget: Budget) -> Iterator[Fact]:
    if budget.running is not None:
        words = ngettext("%(count)d job at once.", "%(count)d jobs at once.", budget.running)
        yield Fact(words % {"count": budget.running})
    if budget.gpu_seconds is not None:
        yield Fact(_("%(limit)s GPU-hours a month.") % {"limit": gpu_hours(budget.gpu_seconds)})
    if budget.storage_bytes is not None:
        yield Fact(_("%(limit)s kept of results.") % {"limit": filesizeformat(budget.storage_bytes)})


def _drawn(budget: Budget) -> Iterator[Fact]:
    if budget.running is not None:
        words = _("%(now)d of %(limit)d jobs at once run now.")
        said = words % {"now": budget.now_running, "limit": budget.running}
        yield Fact(said, _part(budget.running_left, budget.running))
    if budget.gpu_seconds is not None:
        words = _("%(used)s of %(limit)s GPU-hours are used this month.")
        said = words % {"used": gpu_hours(budget.spent_gpu_seconds), "limit": gpu_hours(budget.gpu_seconds)}
        reserved = budget.reserved_gpu_seconds and gpu_hours(budget.reserved_gpu_seconds)
        yield Fact(_with(said, reserved), _part(budget.gpu_seconds_left, budget.gpu_seconds))
    if budget.storage_bytes is not None:
        words = _("%(used)s of %(limit)s are kept of results.")
        said = words % {"used": filesizeformat(budget.stored_bytes), "limit": filesizeformat(budget.storage_bytes)}
        reserved = budget.reserved_bytes and filesizeformat(budget.reserved_bytes)
        yield Fact(_with(said, reserved), _part(budget.bytes_left, budget.storage_bytes))


def _with(said: str, reserved: str | float) -> str:
    """The sentence, and what is held for what runs where something is."""
    if not reserved:
        return said
    return f"{said} " + _("%(reserved)s more are reserved for what runs.") % {"reserved": reserved}


def _part(left: float | None, limit: float) -> float:
    assert left is not None  # of a limit that is there
    return min(1.0, max(0.0, 1 - left / limit)) if limit else 1.0
