"""Whose turn a deed on an agreement is: what no role gives, because it follows from what was done before."""

from collections.abc import Callable, Mapping

from agreements.models import Agreement, State
from agreements.policy.answers import Decision, no
from organizations.actor import Actor
from organizations.models import Organization

Turn = Callable[[Actor, Agreement], Decision | None]


def another_party_answers(actor: Actor, agreement: Agreement) -> Decision | None:
    """The organization that made a proposal does not answer it."""
    proposed = Agreement.objects.filter(
        pk=agreement.pk, state=State.PROPOSED, current_version__proposed_for=actor.organization
    )
    return no("proposed_it") if proposed.exists() else None


def who_suspended_resumes(actor: Actor, agreement: Agreement) -> Decision | None:
    """Who was stopped must not undo it."""
    suspended = Agreement.objects.filter(pk=agreement.pk, state=State.SUSPENDED).exclude(
        state_changed_for=actor.organization
    )
    by = list(suspended.values_list("state_changed_for__slug", flat=True))
    return no("suspended_by_other", organization=by[0]) if by else None


def reviewer_is_impartial(actor: Actor, agreement: Agreement) -> Decision | None:
    """Nobody reviews an agreement of an organization they belong to, whomever they act for."""
    own = Organization.objects.of(actor.user).filter(agreements=agreement).values_list("slug", flat=True).first()
    return no("belongs_to_party", organization=own) if own else None


def another_reviewer_decides(actor: Actor, agreement: Agreement) -> Decision | None:
    """A reviewer says what they think of a version once: the second approval is another person's."""
    decided = Agreement.objects.filter(
        pk=agreement.pk, state=State.IN_REVIEW, current_version__reviews__reviewer=actor.user.pk
    )
    return no("decided_already") if decided.exists() else None


def who_reviews(actor: Actor, agreement: Agreement) -> Decision | None:
    """Somebody impartial who has not decided yet."""
    return reviewer_is_impartial(actor, agreement) or another_reviewer_decides(actor, agreement)


TURNS: Mapping[tuple[str, str], Turn] = {
    ("agreement", "propose"): another_party_answers,
    ("agreement", "agree"): another_party_answers,
    ("agreement", "request_changes"): another_party_answers,
    ("agreement", "reject"): another_party_answers,
    ("agreement", "resume"): who_suspended_resumes,
    ("agreement", "review"): who_reviews,
    ("agreement", "see_comments_of_staff"): reviewer_is_impartial,
}
