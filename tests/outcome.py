"""A job of the partner's that has succeeded, by the way that a worker takes, with results as the engine writes them."""

import json
from pathlib import Path
from shutil import copytree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jobs.fine_tuning import FineTuning
from jobs.models import Job
from work.services.claims import take_work


@pytest.fixture
def results():
    """What the engine measured; the mistakes are rows 0, 1 and 3 of the notes, and row 0 is easy to recognise."""
    return json.loads(Path(__file__).with_name("results.json").read_bytes())


@pytest.fixture
def finish(base_folder, tmp_path):
    """Gives a job that waits its results, as a worker does, with what was said of the test rows."""

    def finish(job, results, said, traced=None):
        folder = tmp_path / f"out-{job.uid}"
        copytree(base_folder, folder / "model")
        (folder / "results.json").write_text(json.dumps(results))
        pq.write_table(pa.table(said), folder / "predictions.parquet")
        if traced:
            pq.write_table(pa.table(traced), folder / "attributions.parquet")
        FineTuning().accept(take_work("fine-tuning", worker="w1"), folder)
        return Job.objects.told().get(pk=job.pk)

    return finish


@pytest.fixture
def reported(submit, results, finish):
    """A job that has its report."""
    said = {"row": [0], "label": [0], "predicted": [1], "confidence": [0.9]}
    words = {"start": [[0, 4, 18]], "end": [[3, 17, 25]], "second": [[False] * 3], "share": [[0.1, 0.9, -0.8]]}
    traced = {"row": [0], "predicted": [1], "right": [False], **words}
    return finish(submit(name="Fault notes"), results, said, traced)


@pytest.fixture
def do(tmp_path):
    """Does a job that waits as a worker and its child would, in this process and at once; the job with its result."""
    from engine.events import Events  # torch, which few tests need
    from engine.job import run_job
    from engine.spec import parse

    def do(job):
        folder = tmp_path / f"job-{job.pk}"
        folder.mkdir()
        lease = take_work("fine-tuning", worker="w1")
        spec = parse(FineTuning().prepare(job.item, folder)["spec"])
        run_job(spec, folder, events=Events(lambda _: None), should_stop=lambda: False, threads=1)
        FineTuning().accept(lease, folder)
        return Job.objects.told().get(pk=job.pk)

    return do
