"""The report, as those who may read it see it."""

import re

import pytest
from django.urls import reverse
from tests.collaboration import SENTENCE
from tests.training.jobs.samples import SAMPLES

from catalog.services.profiles import profile_here
from jobs.services import submit_job


@pytest.fixture
def address(reported):
    return reverse("reports:report", args=[reported.uid])


def test_the_verdict_comes_first_and_names_what_was_beaten(client_for, partner, address):
    page = client_for(partner).get(address).content.decode()

    verdict = page[page.index('class="verdict-sentence"') :]
    assert "<b>93.3\u00a0%</b> of rows it has never seen" in verdict
    assert "The same model with a linear probe manages 86.1\u00a0%: a gain of <b>7.2 points</b> [2.2, 12.2]" in verdict
    assert page.index("verdict-sentence") < page.index("Four contenders, the same 180 rows")


def test_who_may_not_preview_reads_what_was_mistaken_and_why_no_row_is_shown(client_for, partner, address):
    page = client_for(partner).get(address).content.decode()

    assert "Said <b>lubrication</b>, 97\u00a0% sure" in page
    assert "What these rows say is not shown to you" in page
    assert SENTENCE not in unmarked(page)
    assert "<mark" not in page


def test_who_may_preview_reads_the_rows(client_for, steward, address):
    page = client_for(steward).get(address).content.decode()

    assert SENTENCE in unmarked(page)
    assert "What these rows say is not shown to you" not in page


def unmarked(page):
    return re.sub("</?mark[^>]*>", "", page)


def test_who_may_preview_reads_what_answers_rest_on_and_whether_to_believe_it(client_for, steward, reported, address):
    reported.result.results["attributions"] = {"difference": [0.2, 0.1, 0.3], "verdict": "better"}
    reported.result.save()

    page = client_for(steward).get(address).content.decode()

    assert 'The <mark class="for-2">zebra-striped</mark> <mark class="against">spindle</mark> of Mrs' in page
    assert "takes +20.0 points [10.0, 30.0] more of the answer’s probability" in page


def test_what_an_answer_rests_on_is_laid_over_its_picture_for_who_may_preview(
    bring, project, university_steward, partner, steward, results, finish, client_for
):
    name, content, _tasks = SAMPLES["pictures"]
    bolts = bring(content(), by=university_steward, name=name).version
    profile_here(bolts, by=university_steward)  # it keeps the small copies
    spec = {"model": {"architecture": "resnet-small"}}
    job = submit_job(project=project, model=None, dataset=bolts, spec=spec, by=partner)
    of_cells = {"side": [8], "share": [[0.9, 0.3, *[0.0] * 7, -0.5, *[0.0] * 54]]}
    said = {"row": [3], "label": [0], "predicted": [1], "confidence": [0.9]}
    job = finish(job, results, said, {"row": [3], "predicted": [1], "right": [False], **of_cells})
    address = reverse("reports:report", args=[job.uid])

    page = client_for(partner).get(address).text

    overlay = re.search(r'aria-label="Picture of row 4"><image href="data:image/jpeg[^>]+/>(.*?)</svg>', page)[1]
    cells = re.findall(r'<rect class="([^"]+)" x="(\d)" y="(\d)"', overlay)
    assert cells == [("for-2", "0", "0"), ("for-1", "1", "0"), ("against", "1", "1")]
    assert 'class="traced"' not in client_for(steward).get(address).text


def test_the_kinds_of_rows_where_it_is_weaker_come_first(client_for, partner, address):
    page = client_for(partner).get(address).content.decode()
    table = page[page.index('id="slices"') :]

    assert "in Chinese script <small>worse than the rest</small>" in table
    assert table.index("in Chinese script") < table.index("22–61 tokens long") < table.index("plant: Lyon")
    assert table.count("worse than the rest") == 1


def test_results_from_before_slices_and_footprint_were_measured_have_a_page(client_for, partner, reported, address):
    results = reported.result.results
    del results["slices"], results["footprint"], results["calibration"]["temperature"]
    reported.result.save()

    page = client_for(partner).get(address)

    assert page.status_code == 200
    assert 'id="slices"' not in page.content.decode()


def test_the_report_says_how_often_its_test_rows_were_looked_at_before(client_for, partner, reported, address):
    assert "were tested on them" not in client_for(partner).get(address).content.decode()  # older results

    reported.result.results["test_split"] = {"sha256": "0" * 64, "looked_before": 2, "counted_by": "caller"}
    reported.result.save()

    assert "2 earlier jobs were tested on them" in client_for(partner).get(address).content.decode()


def test_the_recipe_says_what_the_engine_chose_and_why(client_for, partner, reported, address):
    assert "Attention" not in client_for(partner).get(address).content.decode()  # older results

    rate = {"code": "learning_rate_chosen", "params": {"rate": 0.1, "method": "full", "millions": 22.7}}
    reported.result.results["choices"] = {"compile": {"chosen": "no", "why": "", **rate}}
    reported.result.save()

    page = client_for(partner).get(address).content.decode()
    assert "<dt>Compiled model</dt><dd>no <small>The learning rate is 0.1, as suits the method “All weights”" in page


def test_a_stranger_finds_nothing(client_for, stranger, address):
    assert client_for(stranger).get(address).status_code == 404
    assert client_for(stranger).get(f"{address}spec.json").status_code == 404


def test_a_job_without_results_leads_to_its_own_page(client_for, partner, submit):
    job = submit()

    answer = client_for(partner).get(reverse("reports:report", args=[job.uid]))

    assert answer.status_code == 302
    assert answer.url == job.get_absolute_url()


def test_the_clauses_under_which_it_ran_are_named_to_a_party(client_for, partner, agreement, address):
    page = client_for(partner).get(address).content.decode()

    assert agreement.get_absolute_url() + "#clause-1" in page


def test_the_spec_repeats_the_job_without_a_path_of_the_machine(client_for, partner, reported, address):
    spec = client_for(partner).get(f"{address}spec.json").json()

    assert spec["model"] == {"path": "model", "architecture": None, "sha256": reported.model_version.version.digest}
    assert spec["data"]["path"] == "data.parquet"
    assert spec["training"]["precision"] == "float32"


def test_the_api_gives_the_report_with_the_rows_for_who_may_preview_and_the_reason_for_others(
    api_for, steward, partner, stranger, reported
):
    address = f"/api/v1/jobs/{reported.uid}/report/"

    whole, told = api_for(steward).get(address).json(), api_for(partner).get(address).json()

    assert told["headline"].endswith("+7.2 points [2.2, 12.2], on 180 unseen rows")
    assert [mistake["text"] for mistake in whole["worst_mistakes"]["mistakes"]][-1] == SENTENCE
    assert {mistake["text"] for mistake in told["worst_mistakes"]["mistakes"]} == {None}
    assert "preview" in told["worst_mistakes"]["reasons"][0]
    assert "mistakes" not in told["results"]
    assert api_for(stranger).get(address).status_code == 404


def test_the_project_and_the_tuned_model_tell_what_the_job_showed(client_for, partner, reported, project):
    headline = "+7.2 points [2.2, 12.2], on 180 unseen rows"

    assert headline in client_for(partner).get(project.get_absolute_url()).content.decode()
    model = client_for(partner).get(reported.result.model_version.model.get_absolute_url()).content.decode()
    assert headline in model
    assert "Plant notes, version 1" in model
