"""Each clause of terms, by what it refuses. docs/agreements.md names these tests: each fails without its check."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from tests.cast import recruit
from tests.platform.agreements import policy_world as world

from agreements.models import Agreement, Asset, AssetAncestor, PurposeMatch, State
from agreements.policy import decide, visible
from agreements.services.ethics import accept_ethics_approval
from agreements.services.licences import state_licence
from agreements.services.undertakings import confirm_purpose
from organizations.models import Organization, Role

pytestmark = pytest.mark.django_db

GENERAL = "DUO:0000042"
FREE = {"codes": ["DUO:0000004"], "commercial": True}


@pytest.fixture
def notes(company):
    return world.asset(company, "Plant notes", openness="described")


@pytest.fixture
def shared(notes, university, steward):
    """Shares the notes with the university under these terms."""

    def shared(*operations, **terms):
        return world.agreement("Notes 2026", [notes], university, operations or ["train"], by=steward, **terms)

    return shared


@pytest.fixture
def within(university, company, partner, steward):
    """A project of the two for this purpose, confirmed by the company."""

    def within(**purpose):
        return world.confirmed(world.project("Reading", [university, company], by=partner, **purpose), steward)

    return within


def answer(actor, operation, asset, **given):
    """What `decide` says; the list says the same."""
    decision = decide(actor, operation, asset, **given)
    listed = visible(actor, type(asset).objects.all(), operation, **given).filter(pk=asset.pk).exists()
    assert listed == decision.allowed
    return decision


def refused(actor, operation, asset, **given):
    decision = answer(actor, operation, asset, **given)
    assert not decision.allowed
    return decision.sentences(actor)[0]


def test_only_the_persons_named_may_use_it_and_colleagues_may_know_of_it(
    notes, shared, within, partner, university, company, steward
):
    other = recruit(university, "Per Aune", Role.RESEARCHER)
    shared(codes=[GENERAL, "DUO:0000026"], people=[str(partner.user.uid)])
    project = within()
    world.join_team(project, other.user, by=partner)
    confirm_purpose(project, by=steward)

    assert answer(partner, "train", notes, project=project).allowed
    assert "only to persons whom it names" in refused(other, "train", notes, project=project)
    assert answer(other, "discover", notes).allowed


def test_persons_whom_nobody_knows_open_nothing(notes, shared, partner):
    shared(codes=["DUO:0000004", "DUO:0000026"], commercial=True, people=["01a20b3c-d25e-73f5-8000-000000000000"])

    assert not answer(partner, "train", notes).allowed


def test_only_the_institutions_named_may_use_it(notes, shared, within, partner):
    shared(codes=[GENERAL, "DUO:0000028"], institutions=["somewhere-else-institute"])

    assert "institution specific restriction" in refused(partner, "train", notes, project=within())


def test_the_institution_named_may_use_it(notes, shared, within, partner, university):
    shared(codes=[GENERAL, "DUO:0000028"], institutions=[university.slug])

    assert answer(partner, "train", notes, project=within()).allowed


@pytest.mark.parametrize(("region", "allowed"), [("NO", True), ("FR", False), ("", False)])
def test_only_in_the_regions_named(notes, shared, within, partner, region, allowed):
    shared(codes=[GENERAL, "DUO:0000022"], regions=["NO", "CH"])

    assert answer(partner, "train", notes, project=within(region=region)).allowed == allowed


@pytest.mark.parametrize(
    ("diseases", "allowed"),
    [(["MONDO:0005148"], True), (["MONDO:0011072"], True), (["MONDO:0004992"], False)],
)
def test_only_for_the_disease_named_and_narrower_ones_that_the_provider_lists(
    notes, shared, within, partner, diseases, allowed
):
    shared(codes=["DUO:0000007"], diseases=[{"code": "MONDO:0005148", "narrower": ["MONDO:0011072"]}])

    decision = answer(partner, "train", notes, project=within(codes=["DUO:0000007"], diseases=diseases))

    assert decision.allowed == allowed


def test_only_with_an_ethics_approval(notes, shared, within, partner, steward):
    shared(codes=[GENERAL, "DUO:0000021"])

    project = within()
    assert "only with an ethics approval that still holds" in refused(partner, "train", notes, project=project)

    approval = world.approved(project, by=partner)
    assert not answer(partner, "train", notes, project=project).allowed, "it is filed, and nobody has accepted it"

    accept_ethics_approval(approval, by=steward)
    yes = answer(partner, "train", notes, project=project)
    assert yes.allowed
    assert yes.valid_until == approval.expires_at
    assert not answer(partner, "train", notes, project=project, at=approval.expires_at).allowed


def test_an_ethics_approval_counts_for_who_filed_it_its_project_and_who_accepted_it(
    notes, shared, within, partner, company, university, outsider, steward, stranger
):
    shared(codes=[GENERAL, "DUO:0000021"])
    project, other = within(), within()
    world.approved(other, by=partner, accepted_by=steward)
    assert not answer(partner, "train", notes, project=project).allowed, "another project's"

    three = world.confirmed(world.project("Of three", [university, company, outsider], by=partner), steward)
    world.approved(three, by=partner, accepted_by=stranger)
    assert not answer(partner, "train", notes, project=three).allowed, "accepted by who shares nothing here"
    world.approved(three, by=stranger, accepted_by=steward)
    assert not answer(partner, "train", notes, project=three).allowed, "another organization's"


@pytest.mark.parametrize("operation", ["train", "derive"])
def test_a_licence_without_derivatives_binds_all_but_the_owner(notes, shared, partner, steward, operation):
    shared("train", "derive", "evaluate", **FREE)
    state_licence(notes, "CC-BY-ND-4.0")

    assert "is under CC-BY-ND-4.0, and that forbids making" in refused(partner, operation, notes)
    assert answer(partner, "evaluate", notes).allowed
    assert answer(steward, operation, notes).allowed


def test_what_was_made_in_spite_of_a_licence_is_not_handed_on(notes, shared, university, university_steward):
    shared("train", **FREE, derived_models={"pass_on": [university.slug], "deploy": [university.slug]})
    tuned = world.derived(university, "Tuned", notes)
    assert answer(university_steward, "release_weights", tuned).allowed

    state_licence(notes, "CC-BY-NC-ND-4.0")

    assert "forbids making something" in refused(university_steward, "release_weights", tuned)
    assert answer(university_steward, "infer", tuned).allowed


def test_a_non_commercial_licence_bars_commercial_projects(notes, shared, within, partner):
    shared("train", "preview", **FREE)
    research, product = within(), within(commercial=True)
    state_licence(notes, "CC-BY-NC-4.0")

    assert "and that forbids commercial use" in refused(partner, "train", notes, project=product)
    assert answer(partner, "preview", notes, project=product).allowed
    assert answer(partner, "train", notes, project=research).allowed


def test_an_overdue_condition_stops_it_where_its_approval_says_so(notes, shared, partner):
    terms = shared(**FREE)
    stops = timezone.now() - timedelta(hours=1)
    Agreement.objects.filter(pk=terms.pk).update(conditions_stop_at=stops)

    assert "a condition is not met" in refused(partner, "train", notes)
    before = answer(partner, "train", notes, at=stops - timedelta(hours=1))
    assert before.allowed
    assert before.valid_until == stops


def test_only_within_the_project_named(notes, shared, within, partner):
    ours, other = within(), within()
    shared(codes=[GENERAL, "DUO:0000027"], project=ours.slug)

    assert answer(partner, "train", notes, project=ours).allowed
    assert "project specific restriction" in refused(partner, "train", notes, project=other)


def test_only_non_profit_organizations_as_they_are_now(notes, shared, within, partner, university, steward):
    Organization.objects.filter(pk=university.pk).update(nonprofit=True)
    shared(codes=[GENERAL, "DUO:0000045"])
    project = within()
    assert answer(partner, "train", notes, project=project).allowed

    Organization.objects.filter(pk=university.pk).update(nonprofit=False)
    assert not answer(partner, "train", notes, project=project).allowed

    Organization.objects.filter(pk=university.pk).update(nonprofit=True)
    assert answer(partner, "train", notes, project=project).allowed


def test_who_becomes_non_profit_waits_until_a_provider_confirms_the_purpose(
    notes, shared, within, partner, university, steward
):
    shared(codes=[GENERAL, "DUO:0000045"])
    project = within()
    Organization.objects.filter(pk=university.pk).update(nonprofit=True)
    assert not answer(partner, "train", notes, project=project).allowed

    confirm_purpose(project, by=steward)
    assert answer(partner, "train", notes, project=project).allowed


def test_a_match_and_its_rationale_are_stored_for_each_recipient(notes, shared, within, university):
    terms = shared(codes=[GENERAL, "DUO:0000020"])
    project = within()

    stored = PurposeMatch.objects.get(purpose=project.purpose, terms_version=terms.current_version)

    assert stored.recipient == university
    assert {"code": "DUO:0000020", "fits": True} in stored.rationale
    assert stored.matcher_version == "3"


def test_after_the_time_limit_it_allows_nothing(notes, shared, partner):
    shared(lasts=timedelta(days=10), codes=["DUO:0000004", "DUO:0000025"], commercial=True)
    end = answer(partner, "train", notes).valid_until

    assert not answer(partner, "train", notes, at=end).allowed


def test_nothing_is_published_before_the_embargo_ends(notes, shared, university_steward):
    shared("publish", "redistribute", **FREE, publication={"embargo_until": "2027-03-01"})
    first = datetime(2027, 3, 1, tzinfo=UTC)

    assert "from March 1, 2027 on" in refused(university_steward, "publish", notes)
    assert answer(university_steward, "redistribute", notes).allowed
    assert not answer(university_steward, "publish", notes, at=first - timedelta(microseconds=1)).allowed
    assert answer(university_steward, "publish", notes, at=first).allowed


def test_an_embargo_binds_what_was_made_of_it(notes, shared, university, university_steward):
    ours = {"pass_on": [university.slug]}
    shared(**FREE, derived_models=ours, publication={"embargo_until": "2027-03-01"})
    tuned = world.derived(university, "Tuned", notes)

    assert "embargo" in refused(university_steward, "publish", tuned)
    assert answer(university_steward, "redistribute", tuned).allowed


def test_an_overdue_compliance_review_stops_it_where_the_terms_say_so(notes, shared, partner):
    terms = shared(**FREE)
    due = timezone.now() - timedelta(hours=1)
    Agreement.objects.filter(pk=terms.pk).update(compliance_stops_at=due)

    assert "compliance review was due" in refused(partner, "train", notes)
    assert answer(partner, "train", notes, at=due - timedelta(hours=1)).allowed


class TestDerivedModels:
    """What may be done with models that were made under terms, by whom, and after their end."""

    @pytest.fixture
    def tuned(self, notes, university):
        return world.derived(university, "Tuned", notes)

    @pytest.mark.parametrize(
        ("use", "allowed"),
        [
            ("deploy", {"infer"}),
            ("serve", {"serve"}),
            ("pass_on", {"download", "release_weights", "redistribute", "publish"}),
        ],
    )
    def test_each_use_is_for_the_parties_named(self, tuned, shared, university, university_steward, use, allowed):
        shared(**FREE, derived_models={use: [university.slug]})
        asked = ("infer", "serve", "download", "release_weights", "redistribute", "publish")

        assert {one for one in asked if answer(university_steward, one, tuned).allowed} == allowed

    def test_who_is_not_named_reads_who_is(self, tuned, shared, company, university_steward):
        shared(**FREE, derived_models={"serve": [company.slug]})

        said = refused(university_steward, "serve", tuned)

        assert "who may offer the predictions of models made from" in said
        assert "Halvard Bearings AG" in said

    def test_who_is_named_may_use_a_model_once_its_owner_shares_it(self, tuned, shared, company, steward, university):
        shared(**FREE, derived_models={"deploy": [company.slug, university.slug]})

        assert not answer(steward, "infer", tuned).allowed
        assert not answer(steward, "discover", tuned).allowed
        Asset.objects.filter(pk=tuned.pk).update(openness=Asset.Openness.MEMBERS)
        assert answer(steward, "infer", tuned).allowed
        assert answer(steward, "discover", tuned).allowed

    def test_passing_on_what_was_made_is_not_passing_on_the_source(self, notes, shared, university, university_steward):
        shared(**FREE, derived_models={"pass_on": [university.slug], "serve": [university.slug]})

        assert not answer(university_steward, "redistribute", notes).allowed
        assert not answer(university_steward, "serve", notes).allowed

    def test_passing_on_the_source_is_not_passing_on_what_was_made(self, tuned, notes, shared, university_steward):
        shared("train", "redistribute", **FREE)

        assert answer(university_steward, "redistribute", notes).allowed
        assert not answer(university_steward, "redistribute", tuned).allowed

    @pytest.mark.parametrize(("at_end", "goes_on"), [("keep", True), ("freeze", False), ("delete", False)])
    @pytest.mark.parametrize("ended", ["by time", State.TERMINATED])
    def test_after_the_end_the_clause_says_what_goes_on(
        self, tuned, shared, university, university_steward, at_end, goes_on, ended
    ):
        terms = shared(**FREE, lasts=timedelta(days=10), derived_models={"deploy": [university.slug], "at_end": at_end})
        at = timezone.now() + timedelta(days=20)
        if ended == State.TERMINATED:
            at = timezone.now()
            Agreement.objects.filter(pk=terms.pk).update(state=ended, state_changed_at=at)

        assert answer(university_steward, "infer", tuned, at=at).allowed == goes_on
        assert not answer(university_steward, "serve", tuned, at=at).allowed

    def test_what_was_made_after_the_end_does_not_go_on(self, tuned, notes, shared, university, university_steward):
        shared(**FREE, lasts=timedelta(days=10), derived_models={"deploy": [university.slug], "at_end": "keep"})
        later = timezone.now() + timedelta(days=20)
        AssetAncestor.objects.filter(asset=tuned).update(made_at=later)

        assert not answer(university_steward, "infer", tuned, at=later).allowed

    @pytest.mark.parametrize("state", [State.SUSPENDED, State.SUPERSEDED])
    def test_while_it_is_suspended_and_once_other_terms_replace_it_nothing_goes_on(
        self, tuned, shared, university, university_steward, state
    ):
        terms = shared(**FREE, derived_models={"deploy": [university.slug], "at_end": "keep"})
        Agreement.objects.filter(pk=terms.pk).update(state=state)

        assert not answer(university_steward, "infer", tuned).allowed

    def test_a_party_that_receives_nothing_may_do_what_the_clause_says(
        self, company, university, notes, steward, outsider, stranger
    ):
        tuned = world.derived(outsider, "Theirs", notes)
        terms = world.agreement(
            "Of three",
            [notes],
            university,
            ["train"],
            by=steward,
            **FREE,
            state=State.APPROVED,
            derived_models={"serve": [outsider.slug]},
        )
        world.put_in_force(terms, outsider)

        assert answer(stranger, "serve", tuned).allowed
        assert not answer(stranger, "train", notes).allowed


def test_a_refusal_names_the_clause_it_stands_in_and_a_yes_the_one_it_rests_on(notes, shared, partner, steward):
    terms = shared(**FREE)
    yes = decide(partner, "train", notes)
    assert (yes.version, yes.clause) == (1, 2)
    assert yes.as_json()["clause"] == 2

    Agreement.objects.filter(pk=terms.pk).update(state=State.SUSPENDED, state_changed_by=steward.user)
    said = refused(partner, "train", notes)
    assert said.endswith(f"See its clause {decide(partner, 'train', notes).reasons[0].refs['clause']}.")
