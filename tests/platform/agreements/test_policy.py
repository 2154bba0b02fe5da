"""Each clause of the rule by itself: what gives a yes, and each thing without which it is a no."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import recruit
from tests.platform.agreements import policy_world as world

from accounts.models import User
from agreements.models import Agreement, Asset, State
from agreements.operations import Operation
from agreements.policy import OPERATIONS, Reason, decide, require
from agreements.policy.tables import VERBS
from agreements.services.holds import hold_back, let_go
from agreements.services.teams import join_team
from agreements.services.undertakings import change_purpose, describe_purpose
from agreements.services.withdrawing import withdraw_versions
from organizations.actor import Actor, anonymous
from organizations.models import Role, Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(company):
    return world.asset(company, "Plant notes", openness="described")


@pytest.fixture
def terms(notes, university, steward):
    return world.agreement("Maintenance notes 2026", [notes], university, ["train", "evaluate"], by=steward)


@pytest.fixture
def reading(university, company, partner, steward, terms):
    return world.confirmed(world.project("Reading the shop floor", [university, company], by=partner), steward)


def why_not(actor, operation, resource, **given):
    decision = decide(actor, operation, resource, **given)
    assert not decision.allowed
    return " ".join(decision.sentences(actor))


def test_an_agreement_in_force_lets_a_partner_train_within_a_confirmed_project(notes, reading, partner):
    decision = decide(partner, "train", notes, project=reading)

    assert decision.allowed
    assert decision.agreement.title == "Maintenance notes 2026"
    assert {one.code for one in decision.obligations} == {"no_download", "publication_review"}


def test_a_yes_takes_three_queries_with_the_actors(notes, reading, partner, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        actor = Actor.of(partner.user, partner.organization)
        assert decide(actor, "train", notes, project=reading).allowed


def test_without_an_agreement_the_owner_is_named_who_can_grant_it(notes, partner):
    assert why_not(partner, "train", notes) == (
        "No agreement lets Nordhaven University train on *Plant notes*. "
        "Halvard Bearings AG can grant it: propose an agreement."
    )


def test_an_agreement_that_waits_for_signatures_says_whose(notes, university, steward, partner):
    world.agreement("Notes 2026", [notes], university, ["train"], by=steward, state=State.SIGNING)

    said = why_not(partner, "train", notes)

    assert "*Notes 2026* allows training, but it is not in force yet" in said
    assert "Halvard Bearings AG, Nordhaven University" in said


def test_an_agreement_is_told_of_only_to_who_may_see_it(notes, university, steward, stranger):
    world.agreement("Notes 2026", [notes], university, ["train"], by=steward, state=State.SIGNING)
    foreign = decide(
        Actor.of(recruit(university, "Per Aune", Role.RESEARCHER).user, university), "train", notes
    ).reasons[0]

    assert "Notes 2026" not in why_not(stranger, "train", notes)
    assert foreign.sentence(stranger) == "You may not train on *Plant notes*."


def test_what_is_hidden_is_not_named(company, stranger):
    secret = world.asset(company, "Recall plans")

    assert "Recall plans" not in why_not(stranger, "train", secret)


def test_an_operation_that_the_terms_leave_out_is_refused_and_those_they_have_are_told(notes, reading, partner):
    said = why_not(partner, "preview", notes, project=reading)

    assert "It does not allow preview" in said
    assert "training" in said


def test_a_suspended_agreement_says_since_when_and_by_whom(notes, reading, terms, partner, steward):
    Agreement.objects.filter(pk=terms.pk).update(state=State.SUSPENDED, state_changed_by=steward.user)

    assert "is suspended since" in why_not(partner, "train", notes, project=reading)
    assert "by Tomas Reuter" in why_not(partner, "train", notes, project=reading)


@pytest.mark.parametrize("state", [State.EXPIRED, State.TERMINATED, State.SUPERSEDED])
def test_an_agreement_that_ended_gives_nothing(notes, reading, terms, partner, state):
    Agreement.objects.filter(pk=terms.pk).update(state=state)

    assert "Propose a new agreement" in why_not(partner, "train", notes, project=reading)


def test_a_grant_holds_from_its_start_until_before_its_end(notes, university, company, steward, partner):
    world.agreement("Ten days", [notes], university, ["train"], by=steward, lasts=timedelta(days=10))
    project = world.confirmed(world.project("Now", [university, company], by=partner), steward)
    end = decide(partner, "train", notes, project=project).valid_until

    assert decide(partner, "train", notes, project=project, at=end - timedelta(microseconds=1)).allowed
    assert not decide(partner, "train", notes, project=project, at=end).allowed
    assert "from" in why_not(partner, "train", notes, project=project, at=timezone.now() - timedelta(days=3))


def test_without_a_project_only_the_unconditional_part_answers(notes, terms, partner):
    assert decide(partner, "discover", notes).allowed
    assert "within a shared project" in why_not(partner, "train", notes)


def test_terms_without_restriction_need_no_project(notes, university, steward, partner):
    world.agreement("Free", [notes], university, ["train"], by=steward, codes=["DUO:0000004"], commercial=True)

    assert decide(partner, "train", notes).allowed


def test_an_unconfirmed_purpose_waits_for_the_provider(notes, terms, university, company, partner):
    project = world.project("Reading", [university, company], by=partner)

    assert "once Halvard Bearings AG confirms the purpose" in why_not(partner, "train", notes, project=project)


def test_another_partys_confirmation_is_not_the_providers(
    notes, terms, university, company, partner, university_steward
):
    project = world.project("Reading", [university, company], by=partner)

    world.confirmed(project, university_steward)

    assert not decide(partner, "train", notes, project=project).allowed


def test_another_purpose_must_be_confirmed_again(notes, reading, partner):
    change_purpose(reading, describe_purpose(["DUO:0000042"], commercial=False, region="NO"), by=partner)

    assert "confirms" in why_not(partner, "train", notes, project=reading)


def test_another_team_must_be_confirmed_again(notes, reading, partner, university, steward):
    joined = recruit(university, "Per Aune", Role.RESEARCHER)
    join_team(reading, joined.user, by=partner)
    assert not decide(partner, "train", notes, project=reading).allowed

    world.confirmed(reading, steward)
    assert decide(joined, "train", notes, project=reading).allowed


def test_a_purpose_that_does_not_fit_is_named_beside_the_terms(notes, terms, university, company, partner, steward):
    project = world.project("Selling it", [university, company], by=partner, commercial=True)
    world.confirmed(project, steward)

    said = why_not(partner, "train", notes, project=project)

    assert "allows training for non-commercial use only" in said
    assert "the purpose of *Selling it* is general research use, commercial use" in said


def test_who_is_not_in_the_team_may_not(notes, reading, university):
    other = recruit(university, "Per Aune", Role.RESEARCHER)

    assert "you are none of them" in why_not(other, "train", notes, project=reading)


def test_an_organization_that_takes_no_part_may_not_use_the_project(
    notes, company, university, outsider, steward, partner, stranger
):
    world.agreement("For another", [notes], outsider, ["train"], by=steward)
    project = world.confirmed(world.project("Theirs", [university, company], by=partner), steward)

    assert "takes no part in" in why_not(stranger, "train", notes, project=project)


def test_only_roles_of_the_organization_acted_for_count(notes, reading, university, outsider, partner):
    elsewhere = recruit(outsider, "Eva Hart", Role.RESEARCHER)
    guest = Actor.of(elsewhere.user, university)

    assert guest.organization is None
    assert not decide(guest, "train", notes, project=reading).allowed


def test_a_role_that_does_not_train_is_told_which_do(notes, reading, signatory_university):
    assert "takes one of these roles: researcher, data steward" in why_not(
        signatory_university, "train", notes, project=reading
    )


def test_an_owner_uses_what_is_its_own_and_its_signatory_does_not(notes, steward, signatory_company):
    assert decide(steward, "train", notes).allowed
    assert not decide(signatory_company, "train", notes).allowed


@pytest.mark.parametrize("openness", Asset.Openness.values)
@pytest.mark.parametrize("operation", Operation)
def test_openness_gives_what_the_table_says(company, partner, university_steward, openness, operation):
    thing = world.asset(company, "A thing", openness=openness)
    actor = university_steward  # a steward's is the role that may do everything

    assert decide(actor, operation, thing).allowed == (openness in OPERATIONS[operation].openness)


def test_an_unverified_organization_may_nothing_not_even_with_what_is_open(company, partner, university):
    thing = world.asset(company, "A thing", openness="open")
    university.verified_at = None
    university.save()

    assert "is not verified yet" in why_not(Actor.of(partner.user, university), "train", thing)


def test_nobody_signed_out_may_anything(company):
    thing = world.asset(company, "A thing", openness="open")

    assert why_not(anonymous(), "discover", thing) == "Sign in first."


def test_a_token_narrows_and_never_adds(notes, reading, partner, stranger):
    reads = Actor.of(partner.user, partner.organization, scopes=frozenset({Scope.READ}))
    everything = Actor.of(stranger.user, stranger.organization, scopes=frozenset(Scope.values))

    assert decide(reads, "discover", notes).allowed
    assert "token was not made for this" in why_not(reads, "train", notes, project=reading)
    assert not decide(everything, "train", notes, project=reading).allowed


def test_a_version_after_the_last_shared_one_is_refused(notes, university, company, steward, partner):
    world.agreement("The first", [notes], university, ["train"], by=steward, versions=1)
    project = world.confirmed(world.project("Reading", [university, company], by=partner), steward)
    first = world.newest(notes)
    second = world.add_version(notes, "f" * 64)

    assert decide(partner, "train", first, project=project).allowed
    assert "up to version 1; this is version 2" in why_not(partner, "train", second, project=project)


def test_a_frozen_asset_can_only_be_discovered_even_by_its_owner(notes, steward):
    Asset.objects.filter(pk=notes.pk).update(frozen_at=timezone.now())

    assert decide(steward, "discover", notes).allowed
    assert "is frozen since" in why_not(steward, "train", notes)


def test_a_version_that_is_held_is_for_its_owner_alone(notes, reading, steward, partner):
    held, later = notes.versions.get(), world.add_version(notes, "f" * 64)

    hold_back(held)

    assert decide(steward, "train", held).allowed
    assert decide(partner, "discover", held, project=reading).allowed
    assert "Version 1 of *Plant notes* is kept to" in why_not(partner, "train", held, project=reading)
    assert decide(partner, "train", later, project=reading).allowed
    assert decide(partner, "train", notes, project=reading).allowed, "one version will do"

    hold_back(later)
    assert "Every version of *Plant notes* is kept to" in why_not(partner, "train", notes, project=reading)

    let_go(held)
    assert decide(partner, "train", held, project=reading).allowed


def test_a_new_version_is_not_held_by_those_before(notes, reading, partner):
    hold_back(notes.versions.get())
    assert not decide(partner, "train", notes, project=reading).allowed

    world.add_version(notes, "f" * 64)

    assert decide(partner, "train", notes, project=reading).allowed


def test_versions_that_rows_were_withdrawn_from_are_closed_to_all(notes, reading, steward, partner, university):
    mixed = world.derived(university, "Mixed", notes, kind="dataset")
    before, without = world.newest(notes), world.add_version(notes, "f" * 64, derived_from=[world.newest(notes)])
    hold_back(before)

    assert set(withdraw_versions(without)) == {before, world.newest(mixed)}

    assert "Version 1 of *Plant notes* is closed for good" in why_not(steward, "train", before)
    assert not decide(partner, "train", before, project=reading).allowed
    assert decide(partner, "train", without, project=reading).allowed, "it takes the place of the one that is held"
    assert "Every version of *Mixed* is closed for good" in why_not(partner, "preview", mixed, project=reading)
    assert decide(partner, "train", world.derived(university, "Mixed anew", notes), project=reading).allowed


@pytest.mark.parametrize(("at_end", "goes_on"), [("keep", True), ("freeze", False), ("delete", False)])
def test_what_was_trained_on_withdrawn_rows_follows_its_clause(
    notes, university, company, steward, university_steward, at_end, goes_on
):
    uses = {"deploy": [university.slug], "at_end": at_end}
    world.agreement(
        "Data", [notes], university, ["train"], by=steward, derived_models=uses,
        codes=[world.NO_RESTRICTION], commercial=True,
    )  # fmt: skip
    tuned = world.derived(university, "Tuned", notes)
    assert decide(university_steward, "infer", tuned).allowed

    withdraw_versions(world.add_version(notes, "f" * 64, derived_from=[world.newest(notes)]))

    assert decide(university_steward, "infer", tuned).allowed == goes_on
    if not goes_on:
        assert "does not say that such models are kept" in why_not(university_steward, "infer", tuned)


def test_what_was_made_from_something_frozen_stops_as_well(notes, company, steward):
    tuned = world.derived(company, "Notes model", notes)
    Asset.objects.filter(pk=notes.pk).update(frozen_at=timezone.now())

    assert decide(steward, "discover", tuned).allowed
    assert not decide(steward, "infer", tuned).allowed


class TestDerived:
    """The terms of what something was made from bind whoever owns the result."""

    @pytest.fixture
    def tuned(self, notes, university):
        return world.derived(university, "Tuned", notes)

    def test_serving_and_predictions_ask_the_source_for_serving(
        self, notes, tuned, university, company, university_steward, partner, steward
    ):
        project = world.confirmed(world.project("Reading", [university, company], by=partner), steward)
        for operation in ("infer", "serve"):
            assert not decide(university_steward, operation, tuned).allowed

        free = {"codes": ["DUO:0000004"], "commercial": True}
        may = {"deploy": [university.slug], "serve": [university.slug]}
        world.agreement("Use it", [notes], university, ["train"], by=steward, derived_models=may, **free)

        assert decide(partner, "infer", tuned, project=project).allowed
        assert decide(university_steward, "serve", tuned).allowed

    @pytest.mark.parametrize("kind", ["dataset", "model"])
    @pytest.mark.parametrize("operation", Operation)
    def test_each_operation_asks_of_a_source_what_the_table_says(
        self, company, university, university_steward, steward, kind, operation
    ):
        asked = OPERATIONS[operation].asks_of_sources.get(kind)
        free = {"codes": ["DUO:0000004"], "commercial": True, "schema": 1}  # says one thing of source and result
        source = world.asset(company, "Source")
        other = world.asset(company, "Other source")
        made, made_of_other = (world.derived(university, "Made", one, kind=kind) for one in (source, other))
        if asked:
            world.agreement("Just that", [source], university, [asked], by=steward, **free)
            rest = set(Operation.values) - {asked}
            world.agreement("All the rest", [other], university, rest, by=steward, **free)

        assert decide(university_steward, operation, made).allowed
        assert decide(university_steward, operation, made_of_other).allowed == (asked is None)

    def test_a_source_that_is_open_enough_asks_nothing_more(self, company, university, university_steward):
        base = world.asset(company, "Base", "model", openness="open")

        assert decide(university_steward, "serve", world.derived(university, "Tuned", base)).allowed

    def test_every_generation_is_asked(self, notes, tuned, university, university_steward):
        grandchild = world.derived(university, "Tuned again", tuned)

        assert not decide(university_steward, "serve", grandchild).allowed

    def test_a_grant_of_an_earlier_version_of_the_source_is_not_enough(
        self, notes, university, university_steward, steward
    ):
        world.agreement(
            "First",
            [notes],
            university,
            ["train"],
            by=steward,
            versions=1,
            codes=["DUO:0000004"],
            commercial=True,
            derived_models={"serve": [university.slug]},
        )
        of_first = world.derived(university, "Of the first", notes)
        world.add_version(notes, "e" * 64)
        of_second = world.derived(university, "Of the second", notes)

        assert decide(university_steward, "serve", of_first).allowed
        assert not decide(university_steward, "serve", of_second).allowed

    def test_an_asset_never_becomes_its_own_ancestor(self, notes, tuned):
        from agreements.errors import CircularDerivation

        with pytest.raises(CircularDerivation):
            world.add_version(notes, "d" * 64, derived_from=[world.newest(tuned)])


def test_one_yes_carries_the_obligations_of_the_lowest_grant_alone(notes, university, steward, partner):
    free = {"codes": ["DUO:0000004"], "commercial": True}
    first = world.agreement("First", [notes], university, ["train", "download"], by=steward, **free)
    world.agreement("Second", [notes], university, ["train"], by=steward, **free)

    decision = decide(partner, "train", notes)

    assert decision.agreement == first
    assert [one.code for one in decision.obligations] == ["publication_review"]


def test_an_owner_carries_no_grants_obligations(notes, terms, steward):
    assert decide(steward, "train", notes).obligations == ()


def test_a_refusal_is_in_the_audit_and_a_reason_reads_the_same_from_there(notes, partner):
    from agreements.errors import NotAllowed
    from audit.models import Event

    with pytest.raises(NotAllowed) as refused:
        require(partner, "train", notes)

    kept = Event.objects.get(verb="train.refused")
    assert kept.object_name == "Plant notes"
    assert [Reason.from_json(one) for one in kept.decision["reasons"]] == list(refused.value.decision.reasons)


def test_what_no_table_knows_is_refused(notes, company, steward):
    for thing in (notes, company, steward.user):
        assert not decide(steward, "teleport", thing).allowed


@pytest.mark.parametrize("verb", sorted(verb for kind, verb in VERBS if kind == "agreement"))
def test_a_verb_on_an_agreement_is_for_its_side_and_roles(terms, verb, company, university, operator, outsider):
    rule = VERBS["agreement", verb]
    party = university if verb == "answer_compliance" else company  # who receives answers, who provides judges
    for organization, side in ((party, "party"), (operator, "operator"), (outsider, None)):
        for role in Role:
            expected = role in rule.sides.get(side, ())
            somebody = User.objects.create_user(f"{role}@{organization.slug}.test")
            actor = Actor(somebody, organization, frozenset({role}))
            with_token = replace(actor, scopes=frozenset(Scope.values))
            assert decide(actor, verb, terms).allowed == expected, (side, role)
            assert decide(with_token, verb, terms).allowed == (expected and rule.scope is not None)
