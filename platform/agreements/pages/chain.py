"""The chain of terms that an agreement stands in: what it amends, what amends it, whether new ones may be drafted."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.models import PENDING, Agreement
from agreements.pages.life import IN_FORCE, standing
from agreements.policy import decide, visible
from agreements.services.versions import current_of, terms_of
from agreements.terms import period
from organizations.actor import Actor

LONGEST = 20


class Link(NamedTuple):
    """One set of terms in the chain."""

    agreement: Agreement
    standing: str
    signed_at: datetime | None


class Chain(NamedTuple):
    """What the page shows of it; `why_not` says why the reader may not draft new terms, where some could be drafted."""

    terms: list[Link]
    offers: bool
    why_not: str
    ends_with_grace: bool


def chain_of(agreement: Agreement, reader: Actor) -> Chain:
    """The chain as this reader may see it, oldest first; an agreement alone makes none."""
    terms = _links(agreement, reader)
    return Chain(
        terms=terms if len(terms) > 1 else [],
        offers=standing(agreement) in IN_FORCE,
        why_not=_why_not(agreement, terms, reader),
        ends_with_grace=agreement.ends_at != period(terms_of(current_of(agreement))).ends_at,
    )


def _why_not(agreement: Agreement, terms: list[Link], reader: Actor) -> str:
    if any(link.agreement.amends_id == agreement.pk and link.agreement.state in PENDING for link in terms):
        return _("New terms are proposed already. They are signed or withdrawn before others are proposed.")
    decision = decide(reader, "amend", agreement)
    return "" if decision.allowed else decision.sentences(reader)[0]


def _links(agreement: Agreement, reader: Actor) -> list[Link]:
    """Backwards to the first terms, and the newest that follow: one question for all, however long the chain."""
    ids = Agreement.objects.raw(CHAIN, [agreement.pk, LONGEST, LONGEST])
    known = visible(reader, Agreement.objects.filter(pk__in=[one.pk for one in ids]), "discover")
    signed = known.annotate(last=Max("current_version__signatures__signed_at")).order_by("id")
    return [Link(one, standing(one), None if one.state in PENDING else one.last) for one in signed]


CHAIN = """
WITH RECURSIVE earlier(id, amends_id, steps) AS (
    SELECT id, amends_id, 0 FROM agreements_agreement WHERE id = %s
    UNION ALL
    SELECT one.id, one.amends_id, steps + 1 FROM agreements_agreement one
    JOIN earlier ON one.id = earlier.amends_id WHERE steps < %s
), later(id, steps) AS (
    SELECT id, 0 FROM earlier WHERE steps = 0
    UNION ALL
    SELECT one.id, steps + 1 FROM agreements_agreement one
    JOIN later ON one.amends_id = later.id WHERE steps < %s
)
SELECT id FROM earlier UNION SELECT id FROM later
"""
