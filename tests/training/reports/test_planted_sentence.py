"""A sentence planted in a dataset is found by its owner, and nowhere by a partner who may train on it but not look."""

import io
import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from django.core.serializers import serialize
from tests.collaboration import SENTENCE
from tests.training.jobs import test_worker
from tests.training.reports.searching import answers_of, bytes_of, pages_from_home, where

from audit.models import Event
from jobs.fine_tuning import FineTuning
from jobs.models import Job
from work.models import Line
from work.services.claims import take_work

pytestmark = pytest.mark.heavy
WORD = "Featherstonehaugh"  # one word of the sentence, so that no escaping hides it

base_folder = test_worker.base_folder  # one that can be trained


def test_a_job_brings_a_row_before_nobody_who_may_not_preview(submit, tmp_path, client_for, api_for, steward, partner):
    assert WORD in SENTENCE
    job = submit(spec={"training": {"epochs": 2}})
    said = run(job, tmp_path)
    job = Job.objects.told().get(pk=job.pk)

    pages, answers = pages_from_home(client_for(partner)), answers_of(api_for(partner))

    report = f"/jobs/{job.uid}/report/"
    assert {report, f"/jobs/{job.uid}/", "/datasets/plant-notes/"} <= pages.keys()
    assert {f"/api/v1{report}", "/api/v1/datasets/plant-notes/"} <= answers.keys()
    assert where(WORD, pages | answers) == []
    assert WORD not in said
    assert WORD not in serialize("json", [*Event.objects.all(), *Line.objects.all()])
    assert [blob for blob in partner.organization.blobs.all() if WORD.encode() in bytes_of(blob)] == []
    predictions = pq.read_schema(io.BytesIO(bytes_of(job.result.predictions)))
    assert predictions.names == ["row", "label", "predicted", "confidence"]
    assert "/datasets/plant-notes/" in where(WORD, pages_from_home(client_for(steward))), "its owner does find it"


def run(job, folder):
    """Take the job as a worker does, with the real engine; what that said."""
    lease = take_work("fine-tuning", worker="w1")
    spec, out = folder / "spec.json", folder / "out"
    spec.write_text(json.dumps(FineTuning().prepare(job.item, folder / "in")["spec"]))
    command = [sys.executable, "-m", "engine", "run", str(spec), "--out", str(out)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    FineTuning().accept(lease, out)
    return said.stdout + said.stderr
