"""What the platform lets an organization, its projects and its people use."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from agreements.models import Undertaking, UndertakingParty
from agreements.policy import decide, require
from audit.services import record
from organizations.actor import Actor
from organizations.models import Organization
from organizations.people import people_of
from work.models import Budget, Item, Use
from work.models.shares import begins_at, first_of_month

Owner = Organization | Undertaking | User
SET, SET_OWN = "set_budget", "set_limits"


@dataclass(frozen=True)
class Limits:
    """Jobs at once, GPU-seconds of a month, bytes kept of results; None is no limit."""

    running: int | None = None
    gpu_seconds: float | None = None
    storage_bytes: int | None = None


MOST = Limits(running=10**6, gpu_seconds=1e10, storage_bytes=10**18)  # what is more could as well be no limit


def owners_at(organization: Organization) -> Iterator[Owner]:
    """Whose budgets are set there: its own, its projects', its people's."""
    yield organization
    yield from organization.undertakings.order_by("name", "id")
    yield from (person.user for person in people_of(organization))


def budget_of(owner: Owner) -> Budget | None:
    """The one there is."""
    return Budget.objects.filter(**{_field_for(owner): owner}).first()


def owners_for(by: Actor, organization: Organization) -> list[Owner]:
    """Whose budgets `by` may set there."""
    may = {verb: decide(by, verb, organization).allowed for verb in (SET, SET_OWN)}
    return [owner for owner, verb in _verbs(organization).items() if may[verb]]


def _verbs(organization: Organization) -> dict[Owner, str]:
    """What it takes to set each budget: less where it limits nobody but the organization's own."""
    elsewhere = Membership.objects.filter(user__memberships__group__org_role__organization=organization)
    people = set(elsewhere.exclude(group__org_role__organization=organization).values_list("user", flat=True))
    parties = UndertakingParty.objects.filter(undertaking__organizations=organization)
    projects = set(parties.exclude(organization=organization).values_list("undertaking", flat=True))
    shared = {Undertaking: projects, User: people, Organization: {organization.pk}}
    return {owner: SET if owner.pk in shared[type(owner)] else SET_OWN for owner in owners_at(organization)}


def set_budget(organization: Organization, owner: Owner, limits: Limits, *, by: Actor) -> Budget | None:
    """Let `owner`, who is at `organization`, use as much as `limits` says; without any limit there is no budget.

    What was used before counts: this month's GPU-seconds, and the results that are kept. What runs already is not
    stopped, whatever the new limit.

    Raises:
        NotAllowed: `by` is not of the operator's staff, nor a compute manager who limits the organization's own alone.
        ValidationError: a limit is below zero, above `MOST` or no number, or `owner` is somebody else's.
    """
    verb = _verbs(organization).get(owner)
    yes = require(by, verb or SET, organization)
    if verb is None:
        raise ValidationError({"of": _("Choose the organization, one of its projects or one of its people.")})
    _check(limits)
    with transaction.atomic():
        _lock_budgets()
        budget = _set(owner, limits)
        record(by, "budget.set", organization, decision=yes, of=str(owner), **asdict(limits))
    return budget


def _check(limits: Limits) -> None:
    given = {name: limit for name, limit in asdict(limits).items() if limit is not None}
    faults = {
        name: _("Give a number from 0 to %(most)d.") % {"most": most}
        for name, most in asdict(MOST).items()
        if name in given and not 0 <= given[name] <= most
    }
    if faults:
        raise ValidationError(faults)


def _lock_budgets() -> None:
    """No work starts or ends meanwhile: what it uses would be missing in the sums of a new budget."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE work_budget IN SHARE ROW EXCLUSIVE MODE")


def _field_for(owner: Owner) -> str:
    if isinstance(owner, Organization):
        return "organization"
    return "undertaking" if isinstance(owner, Undertaking) else "user"


def _set(owner: Owner, limits: Limits) -> Budget | None:
    field = _field_for(owner)
    mine = Budget.objects.filter(**{field: owner})
    if limits == Limits():
        mine.delete()
        return None
    if not mine.update(**asdict(limits)):
        Budget.objects.create(**{field: owner}, **asdict(limits), **_used_by(field, owner))
    return mine.get()


def _used_by(field: str, owner: Owner) -> dict[str, object]:
    """What counts already."""
    name = "submitted_by" if field == "user" else field
    this_month = Use.objects.filter(**{f"item__{name}": owner}, ended_at__gte=begins_at(first_of_month()))
    kept = Item.objects.filter(**{name: owner}).aggregate(sum=Sum("stored_bytes"))["sum"]
    used = this_month.aggregate(sum=Sum("gpu_seconds"))["sum"]
    return {"used_gpu_seconds": used or 0, "month": first_of_month(), "stored_bytes": kept or 0}
