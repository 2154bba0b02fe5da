"""What people bring is used in a job whose form offers the right task: from the file to the report and the model."""

import re

import pytest
from django.urls import reverse
from tests.training.jobs.samples import SAMPLES
from tests.training.jobs.tiny import tiny_model

from jobs.models import Job
from jobs.offers import offers_of
from jobs.services import submit_job

QUICK = {"epochs": 1, "batch_size": 16, "max_length": 32, "precision": "float32"}
WINDOWS = {"context": 32, "stride": 8}
MORE_TO_VALIDATE = {"train": 0.4, "validation": 0.3, "test": 0.3}
HEAVY = {  # the others are looked at more often: a picture, a word, a step of a series
    "image-pretraining", "object-detection", "instruction-tuning", "masked-language-modelling",
    "causal-language-modelling", "multi-label-classification", "text-classification", "series-forecasting",
    "series-pretraining", "series-classification",
}  # fmt: skip
JOBS = [  # sample, task, the new model's architecture (or none: the university's tiny base), what else is asked
    ("pictures", "image-classification", "resnet-small", {"data": {"size": 32}}),
    ("pictures", "image-pretraining", "vit-small", {"data": {"size": 32}}),
    ("boxes", "object-detection", "rtdetr-small", {}),
    ("tagged", "token-classification", None, {}),
    ("chats", "instruction-tuning", "gpt-small", {}),
    ("raw", "masked-language-modelling", None, {}),
    ("raw", "causal-language-modelling", "gpt-small", {}),
    ("labels", "multi-label-classification", None, {}),
    ("pairs", "text-classification", None, {}),
    ("series", "series-forecasting", "patchtst-small", {"data": {**WINDOWS, "horizon": 4}}),
    ("series", "series-pretraining", "patchtst-small", {"data": WINDOWS, "split": MORE_TO_VALIDATE}),
    ("watched", "series-anomaly", "patchtst-small", {"data": {**WINDOWS, "horizon": 4}}),
    ("wide", "series-classification", "patchtst-small", {"data": WINDOWS, "split": MORE_TO_VALIDATE}),
]


@pytest.fixture
def base_folder(tmp_path):
    return tiny_model(tmp_path / "base")


@pytest.fixture
def brought(bring, university_steward):
    """Brings one of the samples for the university, and gives its version."""

    def brought(sample):
        name, content, _tasks = SAMPLES[sample]
        return bring(content(), by=university_steward, name=name, called=f"Of {sample}").version

    return brought


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_uses_of_columns_say_what_can_be_learned_the_likeliest_first(sample, brought):
    assert [offer.task for offer in offers_of(brought(sample))] == SAMPLES[sample][2]


@pytest.mark.parametrize(
    ("sample", "task", "architecture", "more"),
    [pytest.param(*job, marks=[pytest.mark.heavy] * (job[1] in HEAVY), id=job[1]) for job in JOBS],
)
def test_a_job_of_each_task_ends_with_a_report_and_a_model(
    sample, task, architecture, more, brought, project, partner, do, client_for, request
):
    base = None if architecture else request.getfixturevalue("base")
    new = {"model": {"architecture": architecture}} if architecture else {}
    spec = {"task": task, "training": QUICK, **new, **more}
    job = do(submit_job(project=project, model=base, dataset=brought(sample), spec=spec, by=partner))

    assert job.result.results["task"] == task
    tuned = job.result.model_version
    assert (tuned.model.task, tuned.base) == (task, base)
    made_from = [job.dataset_version.version, *([base.version] if base else [])]
    assert {each.parent for each in tuned.version.sources.all()} == set(made_from)
    client = client_for(partner)
    pages = [client.get(address) for address in (reverse("reports:report", args=[job.uid]), "/jobs/")]
    assert [page.status_code for page in pages] == [200, 200]
    assert "verdict-sentence" in pages[0].text
    assert job.score.value in pages[1].text


def test_the_form_begins_with_the_right_task_and_a_base_that_fits_so_that_one_click_queues_it(
    brought, base, project, partner, client_for
):
    swings, client = brought("wide"), client_for(partner)
    address = f"/projects/{project.undertaking.slug}/jobs/new/?dataset={swings.version.asset.slug}"

    page = client.get(address).text
    chosen = dict(re.findall(r'name="(dataset|task|model)" value="([^"]+)" id="[^"]+" checked', page))
    assert chosen == {
        "dataset": swings.version.asset.slug, "task": "series-classification", "model": "new:patchtst-small",
    }  # fmt: skip
    assert "Tiny base can’t learn Series classification. It reads texts." in page
    assert 'name="data.context"' in page

    client.post(address, chosen)
    job = Job.objects.get()
    assert (job.spec["task"], job.spec["model"]["architecture"]) == ("series-classification", "patchtst-small")
    assert job.spec["data"]["columns"] == ["value"]
    assert "A new model (patchtst-small) learns from" in client.get(job.get_absolute_url()).text


def test_another_task_is_looked_at_before_it_is_queued(brought, project, partner, client_for):
    swings = brought("wide").version.asset.slug
    address = f"/projects/{project.undertaking.slug}/jobs/new/"

    page = client_for(partner).post(address, {"look": "1", "dataset": swings, "task": "series-forecasting"}).text

    assert 'name="data.horizon"' in page
    assert 'role="alert"' not in page
    assert not Job.objects.exists()


SMALL = {"model": {"architecture": "resnet-small"}, "data": {"size": 1}}
REFUSALS = [  # what is asked of the pictures, the field that is named, what is said
    ({"spec": {"task": "object-detection"}}, "spec.task", "They fit: image-classification, image-pretraining."),
    ({"spec": {}}, "model", "Tiny base can’t learn Image classification. It reads texts."),
    ({"model": None, "spec": {}}, "model", "This field is required."),
    ({"spec": {"data": {"table": "/etc/passwd"}}}, "spec.data.table", "Leave table out of it."),
    ({"model": None, "spec": SMALL}, "spec.data.size", "Size is 1"),
    ({"spec": {"data": [1], "task": 7}}, "spec.data", "not an object"),
]


def test_the_api_says_in_a_sentence_what_does_not_fit(brought, base, project, partner, api_for):
    slugs = {"project": project.undertaking.slug, "model": base.version.asset.slug}
    slugs["dataset"] = brought("pictures").version.asset.slug
    for asked, where, words in REFUSALS:
        given = {name: value for name, value in (slugs | asked).items() if value is not None}

        answer = api_for(partner).post("/api/v1/jobs/", given, format="json")

        assert answer.status_code == 400
        assert words in " ".join(told["detail"] for told in answer.json()["errors"] if told["field"] == where)


def test_a_job_for_a_new_model_can_be_started_from_and_followed(brought, base, project, partner, api_for, client_for):
    spec = {"model": {"architecture": "resnet-small"}, "data": {"size": 32}}
    first = submit_job(project=project, model=None, dataset=brought("pictures"), spec=spec, by=partner)
    page = client_for(partner).get(f"/projects/{project.undertaking.slug}/jobs/new/?from={first.uid}").text
    assert re.search(r'value="new:resnet-small" id="[^"]+" checked', page)
    assert re.search(r'name="data.size" value="32"', page)

    again, follows = (
        api_for(partner).post("/api/v1/jobs/", asked, format="json").json()
        for asked in (
            {"clone_of": str(first.uid), "spec": {"seed": 7}},
            {"clone_of": str(first.uid), "after": str(first.uid), "from_result": True},
        )
    )
    assert (again["model"], again["spec"]["model"]["architecture"], again["spec"]["data"]["size"]) == (
        None, "resnet-small", 32,
    )  # fmt: skip
    assert (follows["state"], follows["task"]) == ("blocked", "image-classification")


def test_a_dataset_is_split_as_it_says_itself_unless_shares_are_asked_for(
    bring, university_steward, base, project, partner, client_for
):
    rows = "".join(f"{_note(n)},{'wear' if n % 2 else 'leak'},{'test' if n % 3 == 0 else 'train'}\n" for n in range(60))
    notes = bring(
        f"text,label,split\n{rows}", by=university_steward, name="notes.csv", called="Notes with a split"
    ).version
    address, client = f"/projects/{project.undertaking.slug}/jobs/new/", client_for(partner)
    chosen = {"dataset": notes.version.asset.slug, "model": base.version.asset.slug, "task": "text-classification"}

    page = client.get(address, {"dataset": chosen["dataset"]}).text
    assert "as column “split” says" in page
    assert 'name="augmentation.words"' in page
    assert 'name="augmentation.crop"' not in page
    for more in ({}, {"data.part": "split"}, {"data.part": "shares:", "augmentation.words": "0.1"}):
        client.post(address, chosen | more)

    by_shares, *own = (job.spec for job in Job.objects.order_by("-item_id"))
    assert [each["data"]["part"] for each in (by_shares, *own)] == [None, "split", "split"]
    assert by_shares["augmentation"]["words"] == 0.1
    again = client.get(address, {"from": Job.objects.order_by("-item_id")[0].uid}).context["form"]
    assert again["data.part"].value() == "shares:"


def _note(number):
    return f"machine {number} {'grinds' if number % 2 else 'drips'} in hall {number % 5}"
