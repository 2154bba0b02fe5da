"""Whose turn a deed is: what no role gives, because it follows from what was done or agreed before."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.models import Membership
from agreements.models import (
    AccessRequest,
    Agreement,
    Duty,
    EthicsApproval,
    Finding,
    OrganizationKey,
    State,
    TeamMember,
    UndertakingParty,
)
from agreements.policy.answers import Decision, no
from agreements.policy.publishing import decide_publication
from organizations.actor import Actor
from organizations.models import Organization, Role

Turn = Callable[[Actor, Any], Decision | None]


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


def recipients_answer(actor: Actor, agreement: Agreement) -> Decision | None:
    """The recipients answer for how they keep an agreement."""
    receives = agreement.parties.filter(organization=actor.organization, receives=True)
    return None if receives.exists() else no("not_a_recipient")


def providers_judge(actor: Actor, agreement: Agreement) -> Decision | None:
    """Who only receives doesn't judge themselves."""
    provides = agreement.parties.filter(organization=actor.organization, provides=True)
    return None if provides.exists() else no("not_a_provider")


def who_owes_does_it(actor: Actor, owed: Duty | Finding) -> Decision | None:
    """Only who owes something can say that it is done."""
    if owed.organization_id == _own(actor):
        return None
    return no("owed_by_other", organization=owed.organization.slug)


def who_asked_takes_it_back(actor: Actor, request: AccessRequest) -> Decision | None:
    """A request for access belongs to the organization that asked."""
    if request.organization_id == _own(actor):
        return None
    return no("asked_by_other", organization=request.organization.slug)


def who_brought_them_changes_it(actor: Actor, member: TeamMember) -> Decision | None:
    """Each party brings its own people into a team, and takes them back."""
    if member.organization_id == _own(actor):
        return None
    return no("brought_by_other", organization=member.organization.slug)


def itself_or_who_brought_it(actor: Actor, party: UndertakingParty) -> Decision | None:
    """An organization leaves a project by itself, or is taken out by the party that named or invited it."""
    if _own(actor) in (party.organization_id, party.brought_by_id):
        return None
    return no("leaves_by_itself", organization=party.organization.slug)


def a_key_is_in_use(_actor: Actor, organization: Organization) -> Decision | None:
    """What was never made, or is retired already, can't be retired."""
    in_use = OrganizationKey.objects.filter(organization=organization, retired_at=None)
    return None if in_use.exists() else no("no_key")


def another_party_accepts(actor: Actor, approval: EthicsApproval) -> Decision | None:
    """Who filed an ethics approval doesn't accept it."""
    return no("filed_it") if approval.organization_id == _own(actor) else None


def another_steward_approves(actor: Actor, recipe: Any) -> Decision | None:
    """Who wrote how personal data is taken out doesn't approve it, where there is another steward to do so."""
    stewards = Membership.objects.filter(
        group__org_role__organization=actor.organization, group__org_role__role=Role.STEWARD, user__is_active=True
    )
    if recipe.written_by_id != actor.user.pk or not stewards.exclude(user=actor.user.pk).exists():
        return None
    return no("wrote_it")


def whose_job_it_is(actor: Actor, job: Any) -> Decision | None:
    """A job is paused, tried again and let go first by the organization that it runs for."""
    if job.item.organization_id == _own(actor):
        return None
    return no("runs_for_other", organization=job.item.organization.slug)


def another_party_judges(actor: Actor, model_version: Any) -> Decision | None:
    """Whose model it is does not approve it."""
    return no("owns_it") if model_version.version.asset.owner_id == _own(actor) else None


def owner_assesses(actor: Actor, model_version: Any) -> Decision | None:
    """Whose model it is answers for it."""
    owner = model_version.version.asset.owner
    return None if owner.pk == _own(actor) else no("assessed_by_owner", organization=owner.slug)


def who_writes_it(actor: Actor, paper: Any) -> Decision | None:
    """A paper is changed, and given to its readers, by the organization that publishes it."""
    if paper.organization_id == _own(actor):
        return None
    return no("written_by_other", organization=paper.organization.slug)


def who_reads_it(actor: Actor, reading: Any) -> Decision | None:
    """Each reader of a manuscript answers for itself."""
    if reading.organization_id == _own(actor):
        return None
    return no("read_by_other", organization=reading.organization.slug)


def who_answers_for_it(actor: Actor, invention: Any) -> Decision | None:
    """The party that files decides what becomes of an invention."""
    if invention.organization_id == _own(actor):
        return None
    return no("decided_by_other", organization=invention.organization.slug)


def the_team_attends(actor: Actor, undertaking: Any) -> Decision | None:
    """Whoever is in the team comes to its meetings, who only reads along as well."""
    member = TeamMember.objects.filter(undertaking=undertaking, user=actor.user.pk, organization=actor.organization)
    return None if member.exists() else no("team", undertaking=str(undertaking.uid))


def _own(actor: Actor) -> int | None:
    return actor.organization.pk if actor.organization else None


TURNS: Mapping[tuple[str, str], Turn] = {
    ("agreement", "propose"): another_party_answers,
    ("agreement", "agree"): another_party_answers,
    ("agreement", "request_changes"): another_party_answers,
    ("agreement", "reject"): another_party_answers,
    ("agreement", "resume"): who_suspended_resumes,
    ("agreement", "review"): who_reviews,
    ("agreement", "see_comments_of_staff"): reviewer_is_impartial,
    ("agreement", "confirm_condition"): reviewer_is_impartial,
    ("agreement", "answer_compliance"): recipients_answer,
    ("agreement", "judge_compliance"): providers_judge,
    ("duty", "fulfil_duty"): who_owes_does_it,
    ("finding", "fulfil_duty"): who_owes_does_it,
    ("accessrequest", "withdraw_request"): who_asked_takes_it_back,
    ("organization", "retire_key"): a_key_is_in_use,
    ("undertaking", "attend"): the_team_attends,
    ("undertakingparty", "end_part"): itself_or_who_brought_it,
    ("teammember", "edit"): who_brought_them_changes_it,
    ("deidentification", "approve_recipe"): another_steward_approves,
    ("job", "pause"): whose_job_it_is,
    ("job", "unpause"): whose_job_it_is,
    ("job", "retry"): whose_job_it_is,
    ("job", "prioritise"): whose_job_it_is,
    ("ethicsapproval", "accept_ethics_approval"): another_party_accepts,
    ("modelversion", "approve_model"): another_party_judges,
    ("modelversion", "assess"): owner_assesses,
    ("modelversion", "sign_assessment"): another_party_judges,
    ("paper", "write_paper"): who_writes_it,
    ("paper", "publish_paper"): decide_publication,
    ("invention", "decide_invention"): who_answers_for_it,
    ("manuscriptreading", "answer_manuscript"): who_reads_it,
}
