"""People say what they found of answers; what is corrected is reviewed, and becomes data and a job."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests.datasets.privacy.conftest import done_by_a_child

from agreements.models import Asset, AssetAncestor
from agreements.policy import decide
from agreements.services.suspension import resume_agreement, suspend_agreement
from catalog.fusion_work import FusionWork
from collaborations.services import add_to_team
from jobs.models import Job
from notifications.models import Notice
from serving.feedback.drift import drift, spread_over
from serving.feedback.figures import figures_of
from serving.feedback.giving import give_feedback
from serving.feedback.keeping import forget_answers
from serving.feedback.retraining import follow_rule
from serving.models import Alarm, Feedback, Prediction, RetrainRule


@pytest.fixture
def project(project, university_steward):
    """The university's steward works in it, too."""
    add_to_team(project, university_steward.user, by=university_steward)
    return project


@pytest.fixture
def answered(served, project, partner):
    """Makes answers of the served version to the partner."""

    def answered(*texts, label="lubrication", confidence=0.9, by=partner):
        told = {"model_version": served, "project": project.undertaking, "organization": by.organization}
        return [
            Prediction.objects.create(
                **told, asked_by=by.user, label=label, confidence=confidence, length=len(text), inputs={"text": text}
            )
            for text in texts
        ]

    return answered


@pytest.mark.django_db(transaction=True)
def test_an_answer_on_the_page_is_corrected_reviewed_and_becomes_data_that_a_job_trains_on(
    address,
    served,
    agreement,
    project,
    partner,
    university_steward,
    steward,
    stranger,
    client_for,
    api_for,
    monkeypatch,
    notes,
    tmp_path,
):  # fmt: skip
    Asset.objects.filter(pk=notes.version.asset_id).update(sensitivity=Asset.Sensitivity.PERSONAL)
    slug = served.version.asset.slug
    page = f"{reverse('serving:predict', args=[slug])}?project={project.undertaking.slug}"
    mine, theirs = client_for(partner), client_for(university_steward)

    said = mine.post(page, {"text": "machine grinds in hall 1"})
    answer = Prediction.objects.get()
    assert answer.inputs == {"text": "machine grinds in hall 1"}
    assert f'action="{answer.get_absolute_url()}"' in said.text
    other = next(label for label in answer.labels if label != answer.label)
    assert mine.post(answer.get_absolute_url(), {"found": "other"}).status_code == 422
    mine.post(answer.get_absolute_url(), {"found": "right"})
    mine.post(answer.get_absolute_url(), {"found": "other", "label": other, "comment": "The inner race was pitted."})

    found = Feedback.objects.get()
    assert (found.right, found.label, found.review, found.earlier[0]["right"]) == (False, other, "waiting", True)
    assert "machine grinds in hall 1" in mine.get(page).text
    for outside, status in ((steward, 404), (stranger, 404)):
        assert client_for(outside).get(answer.get_absolute_url()).status_code == status
    corrections = reverse("serving:corrections", args=[slug])
    assert mine.get(corrections).status_code == 403

    theirs.post(reverse("serving:retraining", args=[slug]), {"rows": "1"})
    assert "The inner race was pitted." in theirs.get(corrections).text
    theirs.post(corrections, {"prediction": [str(answer.uid)], "accept": "1"})
    assert "reviewed" in " ".join(
        mine.post(answer.get_absolute_url(), {"found": "right"}).context["form"].errors["__all__"]
    )

    rule = RetrainRule.objects.get()
    assert rule.fault == ""
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("serving.feedback.retraining._under_way", lambda _rule: None)  # they accept at once
        follow_rule(rule.model)
    retraining = rule.retrainings.get()
    corrected = retraining.corrections.version.asset
    ancestors = set(AssetAncestor.objects.filter(asset=corrected).values_list("ancestor", flat=True))
    assert ancestors >= {served.version.asset_id, notes.version.asset_id}
    assert corrected.sensitivity == "personal"  # as the notes, though the model between has none of its own
    assert decide(university_steward, "train", corrected, project=project.undertaking).allowed
    assert not decide(university_steward, "preview", corrected, project=project.undertaking).allowed  # as the notes

    done_by_a_child(FusionWork(), tmp_path / "fused")
    retraining.fusion.refresh_from_db()
    fused = retraining.fusion.made
    retraining.refresh_from_db()
    job = Job.objects.get(pk=retraining.job_id)
    assert (job.dataset_version, job.clone_of_id, job.submitted_by) == (fused, served.result.job_id, rule.set_by)
    assert job.spec["data"]["slices"] == ["source"]
    assert fused.classes[other] == notes.classes.get(other, 0) + 1
    assert Notice.objects.filter(verb="training_again.submitted").exists()
    assert str(job) in theirs.get(reverse("serving:feedback", args=[slug])).text

    for judge in (mine, theirs):
        assert "1 answer was judged by people; found right: 0." in judge.get(project.get_absolute_url()).text
    assert "judged by people" not in client_for(steward).get(project.get_absolute_url()).text

    suspend_agreement(agreement, reason="Clause 4 was not kept.", by=steward)
    assert mine.get(answer.get_absolute_url()).status_code == 403
    assert api_for(partner).put(f"/api/v1/predictions/{answer.uid}/feedback/", {"right": True}).status_code == 403
    assert not decide(university_steward, "train", corrected, project=project.undertaking).allowed


def test_a_model_that_does_worse_than_its_report_raises_an_alarm_once_and_ends_it(
    answered, served, partner, university_steward, settings
):
    settings.FEEDBACK_LEAST = 10
    answers = answered(*(f"machine {number} drips" for number in range(40)), confidence=0.98)
    for place, answer in enumerate(answers):
        found = {"right": True} if place % 2 else {"right": False, "label": "misalignment"}
        Feedback.objects.create(prediction=answer, person=partner.user, **found)
    give_feedback(answers[0], right=True, by=university_steward)

    figures = figures_of(served, by=university_steward)
    assert figures.accuracy == pytest.approx([0.5, 0.352, 0.648], abs=0.001)
    assert (figures.judged_by_several, figures.agreement) == (1, 0.0)
    raised = {alarm.kind for alarm in Alarm.objects.filter(ended_at=None)}
    assert raised == {"accuracy", "classes", "confidence"}  # all of one class, and all as sure
    assert {notice.verb for notice in Notice.objects.to(university_steward).filter(kind="feedback")} == {
        "feedback.accuracy",
        "feedback.classes",
        "feedback.confidence",
    }
    told = Notice.objects.filter(kind="feedback").count()
    Feedback.objects.update(right=True, label="", review="none")
    give_feedback(answers[1], right=True, by=university_steward)
    assert {alarm.kind for alarm in Alarm.objects.filter(ended_at=None)} == {"classes", "confidence"}
    assert Notice.objects.filter(kind="feedback").count() == told


def test_who_sees_what_people_found(answered, served, partner, steward, stranger, api_for, client_for):
    (answer,) = answered("machine drips")
    address = f"/api/v1/predictions/{answer.uid}/feedback/"
    api = api_for(partner)

    assert api.put(address, {"right": False, "label": "no such class"}, format="json").status_code == 400
    assert api.put(address, {"right": True, "comment": "Seen."}, format="json").json()["feedback"]["right"] is True
    changed = api.put(address, {"right": False, "label": "misalignment"}, format="json").json()["feedback"]
    assert (changed["earlier"][0]["comment"], changed["review"]) == ("Seen.", "waiting")
    with pytest.raises(IntegrityError, match="person_judges_an_answer_once"), transaction.atomic():
        Feedback.objects.create(prediction=answer, person=partner.user, right=True)

    figures = api.get(f"/api/v1/models/{served.version.asset.slug}/feedback/").json()
    assert (figures["answered"], figures["judged"], figures["accuracy"][0]) == (1, 1, 0.0)
    for outside in (steward, stranger):
        assert api_for(outside).get(address).status_code == 404
        assert client_for(outside).get(f"/models/{served.version.asset.slug}/feedback/").status_code == 404


def test_a_rule_that_the_terms_do_not_let_be_followed_says_so(
    answered, served, agreement, partner, university_steward, steward, client_for
):
    (answer,) = answered("machine drips")
    give_feedback(answer, right=False, label="misalignment", by=partner)
    suspend_agreement(agreement, reason="Clause 4 was not kept.", by=steward)
    slug, client = served.version.asset.slug, client_for(university_steward)

    client.post(reverse("serving:retraining", args=[slug]), {"rows": "1"})
    client.post(reverse("serving:corrections", args=[slug]), {"prediction": [str(answer.uid)], "accept": "1"})

    rule = RetrainRule.objects.get()
    assert "is suspended" in rule.fault
    assert not rule.retrainings.exists()
    assert "Nothing came of it the last time" in client.get(reverse("serving:feedback", args=[slug])).text
    assert Notice.objects.filter(verb="training_again.refused").exists()

    RetrainRule.objects.update(begun_for=3)  # more were accepted then; what was asked is forgotten by now
    resume_agreement(agreement, reason="It is kept again.", by=steward)
    follow_rule(rule.model)
    assert rule.retrainings.exists()


def test_what_was_asked_goes_after_a_while_unless_it_waits_for_review(answered, partner, settings):
    old, corrected, new = answered("machine drips", "machine grinds", "machine shakes")
    give_feedback(corrected, right=False, label="misalignment", by=partner)
    month = timezone.now() - timedelta(days=settings.PREDICTION_INPUTS_DAYS + 1)
    Prediction.objects.filter(pk__in=[old.pk, corrected.pk]).update(asked_at=month)

    forget_answers()
    kept = dict(Prediction.objects.values_list("pk", "inputs"))
    assert kept == {old.pk: None, corrected.pk: {"text": "machine grinds"}, new.pk: {"text": "machine shakes"}}

    Prediction.objects.update(asked_at=timezone.now() - timedelta(days=settings.PREDICTIONS_DAYS + 1))
    forget_answers()
    assert not Prediction.objects.exists()


def test_the_stability_index_is_large_where_much_has_moved_and_few_answers_raise_no_alarm(settings):
    settings.FEEDBACK_LEAST = 30
    same, moved = drift("classes", [50, 30, 20], [500, 300, 200]), drift("classes", [50, 30, 20], [200, 300, 500])

    assert same.value == pytest.approx(0, abs=0.001)
    assert moved.value == pytest.approx(0.55, abs=0.02)  # 2 · 0.3 · ln(0.5 / 0.2)
    assert (same.is_crossed, moved.is_crossed) == (False, True)
    assert not drift("classes", [50, 30, 20], [4, 6, 10]).is_crossed
    assert drift("classes", [50, 30, 20], [0, 0, 0]) is None
    assert spread_over([0.1, 0.5, 0.5, 0.95], [0.5, 0.9]) == [1, 2, 1]
