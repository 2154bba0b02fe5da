"""Versions of models go from candidate to production when what their project asks for is met, and come back."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.models import Asset
from agreements.services.assets import add_version
from audit.models import Event
from collaborations.services import add_to_team, confirm_purpose
from registry.assessing.questions import QUESTIONS
from registry.models import Assessment, ModelVersion, Risk, Stage, StageChange
from registry.services.assessments import digest_of as digest_of_assessment
from registry.services.assessments import sign_assessment, write_assessment
from registry.services.stages import promote, retire, set_demands
from reports.documents import digest_of
from reports.services import review_report


@pytest.fixture
def agreement(agree_to_train, university):
    """By which the university may ask what it trains, too."""
    return agree_to_train(derived_models={"deploy": [university.slug]})


@pytest.fixture
def tuned(reported, project, steward, university_steward):
    """The university's model, made by a job of the project with the company; its steward works there as well."""
    add_to_team(project, university_steward.user, by=university_steward)
    confirm_purpose(project, by=steward)
    return reported.result.model_version


@pytest.fixture
def next_version(tuned):
    """One more version of the same model."""
    version = add_version(tuned.version.asset, "b" * 64)
    return ModelVersion.objects.create(version=version, parameters=tuned.parameters, project=tuned.project)


@pytest.fixture
def unasked(project, partner, steward, university_steward):
    """Neither party asks for anything."""
    for party in (university_steward, steward):
        set_demands(project, [], by=party)


def assess(version, *, by, signed_by):
    assessment = write_assessment(version, {code: {"answer": "yes"} for code in QUESTIONS}, by=by)
    sign_assessment(assessment, digest_of_assessment(assessment), by=signed_by)


def page_of(version):
    return reverse("registry:stage", args=[version.version.asset.slug, version.version.number])


def test_a_version_is_promoted_once_what_the_project_asks_for_is_met(
    client_for, api_for, tuned, reported, partner, steward, university_steward, stranger
):
    page, owner, other = page_of(tuned), client_for(university_steward), client_for(steward)
    assert client_for(stranger).get(page).status_code == 404
    assert "waits for the sign-off of: Halvard Bearings AG, Nordhaven University." in owner.get(page).content.decode()
    refused = owner.post(page).content.decode()
    assert "A steward or signatory of another party has to approve it: Halvard Bearings AG." in refused
    assert owner.post(f"{page}approve/").status_code == 403  # its own

    assess(tuned, by=university_steward, signed_by=steward)
    for party in (partner, steward):
        review_report(reported, digest_of(reported), verdict="signed_off", by=party)
    approved = other.post(f"{page}approve/", {"words": "Seen in hall 2."}, follow=True).content.decode()
    assert "Seen in hall 2." in approved
    assert other.post(page).status_code == 403  # only the owner promotes
    assert "Staging" in owner.post(page, follow=True).content.decode()
    assert "Say what is new" in owner.post(page).content.decode()
    released = owner.post(page, {"notes": "# New\n\nNames *six* faults. <script>"}, follow=True).content.decode()
    assert "<h3>New</h3>" in released
    assert "<em>six</em> faults. &lt;script&gt;" in released
    assert [event.data["stage"] for event in Event.objects.filter(verb="model.promoted")] == ["production", "staging"]

    project = other.get(tuned.project.get_absolute_url()).content.decode()
    assert "1 model is in production; the last release was Fault notes, 1, on" in project
    assert f'<a href="{page}">Fault notes, version 1</a>' in project

    told = api_for(steward).get("/api/v1/notices/?kind=model").json()["results"][0]
    assert told["page"] == page
    assert "has put version 1 of “Fault notes” into production" in told["sentence"]


def test_a_rollback_brings_back_what_was_in_production_before(
    client_for, tuned, next_version, unasked, university_steward
):
    for version in (tuned, next_version):
        promote(version, by=university_steward)
        promote(version, notes="Better.", by=university_steward)
    tuned.refresh_from_db()
    assert tuned.stage == Stage.RETIRED

    with pytest.raises(IntegrityError), transaction.atomic():  # one version in production
        ModelVersion.objects.filter(pk=tuned.pk).update(stage=Stage.PRODUCTION, production_of=tuned.version.asset_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        StageChange.objects.update(notes="Worse.")

    model = client_for(university_steward).get(tuned.model.get_absolute_url()).content.decode()
    assert "Back to version 1" in model
    done = client_for(university_steward).post(f"{tuned.model.get_absolute_url()}roll-back/", follow=True)
    assert "Version 1 is in production again." in done.content.decode()
    stages = dict(ModelVersion.objects.filter(version__asset=tuned.version.asset).values_list("pk", "stage"))
    assert stages == {tuned.pk: Stage.PRODUCTION, next_version.pk: Stage.RETIRED}
    again = client_for(university_steward).post(f"{tuned.model.get_absolute_url()}roll-back/", follow=True)
    assert "No earlier version was in production" in again.content.decode()


def test_what_may_not_be_used_is_not_promoted_but_can_be_retired(client_for, tuned, unasked, university_steward):
    Asset.objects.filter(pk=tuned.version.asset_id).update(frozen_at=timezone.now(), frozen_because="Look first.")

    assert client_for(university_steward).post(page_of(tuned)).status_code == 403
    assert retire(tuned, reason="It was withdrawn.", by=university_steward).stage == Stage.RETIRED


def test_an_assessment_starts_from_what_was_measured_and_never_changes_once_another_party_signed(
    client_for, tuned, next_version, university_steward, steward, stranger
):
    page = reverse("registry:assessment", args=[tuned.version.asset.slug, 1])
    owner, other = client_for(university_steward), client_for(steward)
    assert client_for(stranger).get(page).status_code == 404
    begun = owner.get(page).content.decode()
    assert "Measured: It is weakest on this kind of rows: in Chinese script" in begun
    assert "Training and evaluation used 1.70 Wh" in begun

    assert other.post(page).status_code == 403
    owner.post(page, {"oversight": "yes", "oversight-words": "A fitter decides."})
    sha256 = other.get(page).context["standing"].sha256
    early = other.post(f"{page}sign/", {"sha256": sha256})
    assert "Some questions have no answer yet. The owner" in early.content.decode()
    risk = {"what": "Hall 3 is new.", "owner": str(steward.user.uid), "due_on": "2030-01-01"}
    owner.post(f"{page}risks/", risk)
    owner.post(page, dict.fromkeys(QUESTIONS, "yes") | {"oversight-words": "A fitter decides."})
    assert other.post(f"{page}sign/", {"sha256": sha256}).status_code == 422  # not what was read
    sha256 = other.get(page).context["standing"].sha256
    assert owner.post(f"{page}sign/", {"sha256": sha256}).status_code == 403
    assert "It never changes." in other.post(f"{page}sign/", {"sha256": sha256}, follow=True).content.decode()

    assert owner.post(page, {"oversight": "no"}).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.update(answers={})
    noted = Risk.objects.get()
    other.post(f"{page}risks/settle/", {"risk": str(noted.uid), "how": "Measured there."})
    assert "Measured there." in owner.get(page).content.decode()
    following = owner.get(reverse("registry:assessment", args=[tuned.version.asset.slug, 2])).content.decode()
    assert "A fitter decides." in following


def test_open_risks_go_with_the_model_into_the_assessment_of_its_next_version(
    api_for, tuned, next_version, university_steward, steward, stranger
):
    first, second = (f"/api/v1/models/{tuned.version.asset.slug}/versions/{number}/assessment/" for number in (1, 2))
    owner, other = api_for(university_steward), api_for(steward)
    assert api_for(stranger).get(first).status_code == 404
    assert "Wh" in other.get(first).json()["measured"]["energy"]

    def answer(page):
        return owner.put(page, {"answers": {code: {"answer": "yes"} for code in QUESTIONS}}, format="json")

    assert answer(first).status_code == 200
    told = other.get("/api/v1/notices/?kind=model").json()["results"]
    assert ["Read it and sign it off" in each["sentence"] for each in told] == [True]
    assert owner.put(first, {"answers": {"luck": {"answer": "yes"}}}, format="json").status_code == 400
    counts, risk = [], {"what": "Hall 3 is new.", "owner": str(steward.user.uid), "due_on": "2020-01-01"}
    assert "team" in str(owner.post(f"{first}risks/", risk | {"owner": str(stranger.user.uid)}).json())
    for what in ("Hall 3 is new.", "Oil is seldom."):
        noted = owner.post(f"{first}risks/", risk | {"what": what}).json()["risks"]
        with CaptureQueriesContext(connection) as queries:
            other.get(first)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert other.post(f"{first}risks/settle/", {"risk": noted[0]["uid"], "how": "Measured."}).status_code == 200
    assert other.post(f"{first}risks/settle/", {"risk": noted[0]["uid"], "how": "Again."}).status_code == 400
    signed = other.post(f"{first}sign/", {"sha256": other.get(first).json()["sha256"]})
    assert signed.status_code == 403  # no token may

    assert [each["what"] for each in answer(second).json()["risks"]] == ["Oil is seldom."]


def test_what_any_party_asks_for_counts(client_for, project, steward, university_steward, partner):
    page = reverse("registry:requirements", args=[project.undertaking.slug])
    owner, other = client_for(university_steward), client_for(steward)
    assert client_for(partner).post(page).status_code == 403

    owner.post(page)
    assert len(other.get(page).context["asked"]) > 1
    other.post(page, {"requirements": ["partner"]})
    assert [each.code for each in other.get(page).context["asked"]] == ["partner"]
    assert other.post(page, {"requirements": ["none such"]}).status_code == 422
