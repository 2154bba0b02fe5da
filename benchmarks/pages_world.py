"""The demonstration with a report, and more of everything: rows like those that are there, written in bulk."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone
from tests.growing import like

from agreements.models import Agreement, AssetVersion
from benchmarks.scene import set_the_scene
from entente.demo.cast import COMPANY, RESEARCHER, STEWARD
from entente.demo.people import actor, organization
from jobs.fine_tuning import FineTuning
from jobs.models import Job
from registry.models import Model, ModelVersion
from registry.services import materialise
from serving.models import Feedback, Prediction
from work.models import Item, State
from work.services.claims import take_work

WAITING = 100  # one in so many jobs waits; the others have ended
BATCH = 5_000


def stand() -> dict[str, str]:
    """A job with its report and one that waits; what an address names, by the words of `tests.addresses`."""
    submit = set_the_scene()
    reported = _with_report(submit())
    waiting = submit()
    made, project = reported.result.model_version, reported.project.undertaking
    by = actor(RESEARCHER)
    answer = Prediction.objects.create(
        model_version=made, project=project, organization=by.organization, asked_by=by.user, label="wear",
        confidence=0.9, length=9, inputs={"text": "It drips."},
    )  # fmt: skip
    Feedback.objects.create(prediction=answer, person=by.user, right=False, label="leak", review="waiting")
    return {
        "company": organization(COMPANY).slug,
        "agreement": Agreement.objects.get(state="active").slug,
        "dataset": reported.dataset_version.version.asset.slug,
        "model": made.version.asset.slug,
        "project": project.slug,
        "job": str(waiting.uid),
        "prediction": str(answer.uid),
    }


def readers() -> dict[str, Client]:
    """Who reads, signed in and acting for their organization."""
    found = {}
    for who, person in (("researcher", RESEARCHER), ("steward", STEWARD)):
        client = Client(headers={"host": "localhost"})
        client.force_login(actor(person).user, backend="accounts.backends.SignIn")
        found[who] = client
    return found


def grow(size: Any) -> None:
    """More jobs, models and answers, each like the first."""
    _jobs(size.jobs)
    _models(size.models)
    answer, feedback = Prediction.objects.earliest("pk"), Feedback.objects.earliest("pk")
    answers = Prediction.objects.bulk_create([like(answer) for _ in range(size.answers)], batch_size=BATCH)
    Feedback.objects.bulk_create([like(feedback, prediction=each) for each in answers], batch_size=BATCH)


def _jobs(many: int) -> None:
    job = Job.objects.select_related("item").latest("pk")
    ended = {"state": State.CANCELLED, "finished_at": timezone.now()}
    items = [like(job.item, **({} if place % WAITING == 0 else ended)) for place in range(many)]
    made = Item.objects.bulk_create(items, batch_size=BATCH)
    Job.objects.bulk_create([like(job, item=item) for item in made], batch_size=BATCH)


def _models(many: int) -> None:
    first = Model.objects.latest("pk")
    there, told = Model.objects.count(), first.versions()[0]
    assets = [
        like(first.asset, name=f"{first.asset.name} {there + place}", slug=f"{first.asset.slug[:40]}-{there + place}")
        for place in range(many)
    ]
    type(first.asset).objects.bulk_create(assets, batch_size=BATCH)
    Model.objects.bulk_create([like(first, asset=asset) for asset in assets], batch_size=BATCH)
    versions = [like(told.version, asset=asset) for asset in assets]
    AssetVersion.objects.bulk_create(versions, batch_size=BATCH)
    ModelVersion.objects.bulk_create([like(told, version=version) for version in versions], batch_size=BATCH)


def _with_report(job: Job) -> Job:
    """The job as a worker leaves it, with what the engine measured of another."""
    results = json.loads((Path(__file__).parents[1] / "tests" / "results.json").read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        assert job.model_version is not None  # the demonstration's base
        materialise(job.model_version, out / "model")
        (out / "results.json").write_text(json.dumps(results))
        lease = take_work(FineTuning.name, worker="benchmark")
        assert lease is not None  # it waits
        FineTuning().accept(lease, out)
    return Job.objects.told().get(pk=job.pk)
