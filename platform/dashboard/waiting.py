"""What waits for a person: agreements and projects where the next step is theirs to take."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.keeping.providers import resting_on
from agreements.models import Agreement, State, TermsVersion
from agreements.policy import VERBS, visible
from agreements.policy.tables import Side
from collaborations.models import Project
from dashboard.asked import asked_of, invited_into
from dashboard.entrances import entrances_for
from dashboard.entries import Waiting
from dashboard.owed import owed_by
from dashboard.research import waiting_of_research
from organizations.actor import Actor
from organizations.models import Organization


@dataclass(frozen=True)
class Seat:
    """Where the reader sits at an agreement: `party` is None for who only looks on."""

    actor: Actor
    agreement: Agreement
    version: TermsVersion
    party: int | None
    drafted: bool

    def may(self, verb: str, side: Side = Side.PARTY) -> bool:
        """Whether the reader's roles allow the verb from this seat."""
        at_it = self.party is not None if side is Side.PARTY else self.party is None and self.actor.is_of_operator
        return at_it and _has_role(self.actor, "agreement", verb, side)


def waiting_for(actor: Actor) -> list[Waiting]:
    """All that waits for `actor`, in a fixed number of queries."""
    entrances = list(entrances_for(actor))
    if actor.organization is None or not actor.verified:
        return entrances
    return [
        *entrances,
        *_agreements(actor, actor.organization),
        *_projects(actor, actor.organization),
        *asked_of(actor, actor.organization),
        *invited_into(actor, actor.organization),
        *owed_by(actor, actor.organization),
        *waiting_of_research(actor, actor.organization),
    ]


def _agreements(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    undecided = Agreement.objects.filter(state__in=STEPS).select_related("current_version")
    undecided = undecided.prefetch_related("parties", "current_version__consents", "current_version__signatures")
    undecided = undecided.prefetch_related("current_version__proposed_for", "current_version__reviews")
    for agreement in visible(actor, undecided, "discover"):
        version = agreement.current_version
        if version is None:
            continue
        party = next((p.pk for p in agreement.parties.all() if p.organization_id == organization.pk), None)
        drafted = version.proposed_for_id == organization.pk
        if step := STEPS[State(agreement.state)](Seat(actor, agreement, version, party, drafted)):
            yield Waiting("agreement", agreement.title, _where(agreement, party), *step)


def _where(agreement: Agreement, party: int | None) -> str:
    """Parties read and sign on the agreement's page; who only looks on reviews it at the desk."""
    if party is not None:
        return agreement.get_absolute_url()
    return reverse("admin:agreements_agreement_review", args=[agreement.slug])


def _projects(actor: Actor, organization: Organization) -> Iterator[Waiting]:
    if not _has_role(actor, "undertaking", "confirm_purpose", Side.PARTY):
        return
    projects = Project.objects.filter(undertaking__in=resting_on(organization)).select_related("undertaking")
    for project in visible(actor, projects.prefetch_related("undertaking__confirmations"), "discover"):
        now = (project.undertaking.purpose_id, project.undertaking.revision, organization.pk)
        confirmed = {(c.purpose_id, c.revision, c.organization_id) for c in project.undertaking.confirmations.all()}
        if now not in confirmed:
            why = _("Its purpose, parties or team changed; what you share for it waits for your confirmation.")
            yield Waiting("project", str(project), project.get_absolute_url(), why, _("Read and confirm"))


Step = tuple[str, str] | None


def _draft(seat: Seat) -> Step:
    if seat.drafted and seat.may("propose"):
        return _("Your draft. Nobody else sees it before you propose it."), _("Read and propose")
    return None


def _proposed(seat: Seat) -> Step:
    answered = {consent.party_id for consent in seat.version.consents.all()}
    if not seat.drafted and seat.party not in answered and seat.may("agree"):
        why = _("%(organization)s proposes these terms and waits for your answer.")
        return why % {"organization": seat.version.proposed_for.name}, _("Read and answer")
    return None


def _changes_requested(seat: Seat) -> Step:
    if seat.drafted and seat.may("propose"):
        return _("Changes are requested: %(reason)s") % {"reason": seat.agreement.reason}, _("Read and change")
    return None


def _review(seat: Seat) -> Step:
    decided = seat.actor.user.pk in {review.reviewer_id for review in seat.version.reviews.all()}
    if seat.may("review", Side.OPERATOR) and not decided:
        return _("The parties agree on these terms; they wait for your review."), _("Read and review")
    return None


def _sign(seat: Seat) -> Step:
    signed = {signature.party_id for signature in seat.version.signatures.all()}
    if seat.party not in signed and seat.may("sign"):
        return _("Reviewed and approved; it waits for your signature."), _("Read and sign")
    return None


STEPS: dict[State, Callable[[Seat], Step]] = {
    State.DRAFT: _draft,
    State.PROPOSED: _proposed,
    State.CHANGES_REQUESTED: _changes_requested,
    State.AGREED: _review,
    State.IN_REVIEW: _review,
    State.APPROVED: _sign,
    State.SIGNING: _sign,
}


def _has_role(actor: Actor, kind: str, verb: str, side: Side) -> bool:
    return bool(actor.roles & VERBS[kind, verb].sides[side])
