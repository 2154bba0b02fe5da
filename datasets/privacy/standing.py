"""What is left of the privacy budgets of a dataset, for its owner, each recipient, and compliance reviews."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from numpy import format_float_positional

from agreements.keeping.evidence import Spent
from agreements.models import Agreement, Asset, Grant
from agreements.policy import decide
from agreements.policy.names import in_figures
from organizations.actor import Actor
from organizations.models import Organization
from privacy.ledger import as_it_stands, spent_by
from privacy.models import Limit, Reservation


class Standing(NamedTuple):
    """One budget, and what is spent or reserved of it; of the owner's limit `agreement` and `recipient` are none."""

    agreement: Agreement | None
    recipient: Organization | None
    epsilon: float
    delta: float
    spent: float

    @property
    def left(self) -> float:
        """The ε that is left."""
        return max(0.0, self.epsilon - self.spent)

    @property
    def left_in_figures(self) -> str:
        """The same for a page."""
        return in_figures(self.left)

    @property
    def most_in_figures(self) -> str:
        """The whole ε for a page."""
        return in_figures(self.epsilon)

    @property
    def as_set(self) -> tuple[str, str]:
        """The ε and δ for a form: no figure less, and without an exponent."""
        return format_float_positional(self.epsilon, trim="-"), format_float_positional(self.delta, trim="-")


class Told(NamedTuple):
    """The budgets of a dataset that a reader may know of; `limit` is what all may spend, for its owner alone."""

    budgets: list[Standing]
    limit: Standing | None
    may_limit: bool


def told_to(reader: Actor, dataset: Asset) -> Told | None:
    """All of them to the owner, to a recipient its own; None to everybody else."""
    if reader.organization is None:
        return None
    owns = dataset.owner_id == reader.organization.pk
    budgets = list(_budgets(dataset, None if owns else reader.organization))
    if not owns:
        return Told(budgets, None, may_limit=False) if budgets else None
    limit = Limit.objects.filter(dataset=dataset, epsilon__isnull=False).first()
    in_total = None
    if limit and limit.epsilon is not None and limit.delta is not None:
        spent = spent_by(Reservation.objects.told().filter(dataset=dataset), limit.delta)
        in_total = Standing(None, None, limit.epsilon, limit.delta, spent)
    may_limit = decide(reader, "limit_budget", dataset).allowed
    return Told(budgets, in_total, may_limit) if budgets or in_total or may_limit else None


def _budgets(dataset: Asset, recipient: Organization | None) -> Iterator[Standing]:
    """Those of agreements that give something by now; each recipient's once."""
    grants = Grant.objects.filter(permission_rows__content_object=dataset, clauses__has_key="privacy_budget")
    grants = grants.filter(organization=recipient) if recipient else grants
    charged: dict[tuple[int, int], list[Reservation]] = defaultdict(list)
    for each in Reservation.objects.told().filter(dataset=dataset):
        charged[each.agreement_id, each.recipient_id].append(each)
    told: set[tuple[int, int]] = set()
    for grant in grants.select_related("agreement", "organization").order_by("organization__name", "pk").distinct():
        key = (grant.agreement_id, grant.organization_id)
        params = next((one["params"] for one in grant.obligations if one["code"] == "privacy_budget"), None)
        if params is None or key in told:
            continue
        told.add(key)
        delta = float(params["delta"])
        spent = spent_by(charged[key], delta)
        yield Standing(grant.agreement, grant.organization, float(params["epsilon"]), delta, spent)


def spent_of_budgets(agreement: Agreement, since: datetime) -> Iterator[Spent]:
    """For a compliance review: what each recipient has spent or reserved since then, added up, and how often."""
    reserved = Reservation.objects.told().filter(agreement=agreement, at__gte=since).select_related("recipient")
    for name, each in groupby(reserved.order_by("recipient__name", "pk"), key=lambda one: str(one.recipient)):
        charges = [as_it_stands(one).epsilon for one in each]
        yield Spent("privacy_epsilon", name, round(sum(charges), 4), len(charges))
