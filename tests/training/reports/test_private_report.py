"""The report of a private job, which tells no single row and compares with the untrained base alone."""

import json
from shutil import copytree

import pytest
from django.urls import reverse

from jobs.fine_tuning import FineTuning
from jobs.models import Job
from work.services.claims import take_work


@pytest.fixture
def private(submit, results, base_folder, tmp_path):
    """A job whose training was private: it left no predictions."""
    job = submit(name="Fault notes")
    results |= {
        "contenders": {key: results["contenders"][key] for key in ("base", "tuned")},
        "comparisons": {"base": results["comparisons"]["base"]},
        "reference": "base",
        "curve": {**results["curve"], "training": [], "best_step": results["curve"]["validation"][-1][0]},
        "privacy": {"epsilon": 7.99, "delta": 1e-5},
    }
    del results["mistakes"]
    folder = tmp_path / "out"
    copytree(base_folder, folder / "model")
    (folder / "results.json").write_text(json.dumps(results))
    FineTuning().accept(take_work("fine-tuning", worker="w1"), folder)
    return Job.objects.told().get(pk=job.pk)


def test_the_page_compares_with_the_base_and_shows_no_mistakes(client_for, steward, private):
    page = client_for(steward).get(reverse("reports:report", args=[private.uid])).content.decode()

    assert "The base model with an untrained head manages" in page
    assert "Two contenders, the same 180 rows" in page
    assert 'id="worst"' not in page
    assert "Validation loss went from" in page
    assert "The weights of the last step" in page


def test_the_api_has_the_report_without_mistakes(api_for, steward, private):
    report = api_for(steward).get(f"/api/v1/jobs/{private.uid}/report/").json()

    assert report["worst_mistakes"]["mistakes"] == []
    assert report["results"]["privacy"]["epsilon"] == 7.99
