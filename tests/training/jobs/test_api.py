"""Jobs by API: submit, follow, cancel."""

from jobs.models import Job
from work.services import holding
from work.services.claims import take_work


def asked(project, base, notes, **changes):
    return {
        "project": project.undertaking.slug,
        "model": base.version.asset.slug,
        "dataset": notes.version.asset.slug,
        "spec": {"training": {"epochs": 1}},
    } | changes


def test_a_job_is_submitted_once_per_key_and_told_with_its_pinned_spec(
    agreement, project, base, notes, partner, api_for
):
    api = api_for(partner)

    answers = [api.post("/api/v1/jobs/", asked(project, base, notes), headers={"Idempotency-Key": "k1"}) for _ in "ab"]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    told = answers[0].json()
    assert told["state"] == "queued"
    assert told["spec"]["training"]["epochs"] == 1
    assert told["why"]["sentences"] == ["No worker is alive. It starts as soon as one is."]
    assert (told["ahead"], told["estimated_start_at"]) == (0, None)
    assert answers[0]["Location"] == f"/api/v1/jobs/{told['uid']}/"
    assert api.get(answers[0]["Location"]).json()["uid"] == told["uid"]
    assert [job["uid"] for job in api.get("/api/v1/jobs/").json()["results"]] == [told["uid"]]


def test_faults_of_a_spec_are_told_by_the_path_of_the_setting(agreement, project, base, notes, partner, api_for):
    spec = {"seed": -1, "training": {"epochs": "many"}}

    answer = api_for(partner).post("/api/v1/jobs/", asked(project, base, notes, spec=spec))

    assert answer.status_code == 400
    assert {fault["field"] for fault in answer.json()["errors"]} == {"spec.seed", "spec.training.epochs"}


def test_without_an_agreement_the_answer_gives_the_reason(project, base, notes, partner, api_for):
    answer = api_for(partner).post("/api/v1/jobs/", asked(project, base, notes))

    assert answer.status_code == 403
    assert answer.json()["reasons"]
    assert not Job.objects.exists()


def test_what_a_stranger_names_does_not_exist(agreement, project, base, notes, stranger, api_for):
    answer = api_for(stranger).post("/api/v1/jobs/", asked(project, base, notes))

    assert answer.status_code == 400
    assert "project" in {fault["field"] for fault in answer.json()["errors"]}


def test_lines_follow_a_cursor(submit, partner, api_for):
    job, api = submit(), api_for(partner)
    lease = take_work("fine-tuning", "w1")
    holding.report(
        lease, [holding.Said(number, "log", {"code": "resumed", "params": {"step": number}}) for number in (1, 2)]
    )
    address = f"/api/v1/jobs/{job.uid}/lines/"

    first = api.get(address).json()
    holding.report(lease, [holding.Said(3, "log", {"code": "resumed", "params": {"step": 3}})])
    later = api.get(address, {"after": first[-1]["cursor"]}).json()

    assert [line["cursor"] for line in first] == ["1-1", "1-2"]
    assert [line["said"]["params"]["step"] for line in later] == [3]
    assert api.get(address, {"after": "nonsense"}).status_code == 400


def test_a_job_is_cancelled_by_its_party_and_unknown_to_a_stranger(submit, partner, stranger, api_for):
    job = submit()
    address = f"/api/v1/jobs/{job.uid}/cancel/"

    assert api_for(stranger).post(address).status_code == 404
    assert api_for(partner).post(address).json()["state"] == "cancelled"
    assert api_for(partner, ["read"]).post(address).status_code == 403
