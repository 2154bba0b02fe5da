"""A model is asked about many rows: as work of the queue, whose answers are read under the policy."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.keeping.holdings import erase_versions
from agreements.services.suspension import resume_agreement, suspend_agreement
from audit.models import Event
from catalog.services import add_dataset
from engine.errands import Fault
from engine.errands.predicting import do
from serving.batches.services import KIND, begin_batch
from serving.batches.work import BatchWork
from serving.limits import asked_today
from serving.models import Batch
from vault.models import Blob
from work.errors import NotNow
from work.models import State
from work.services import holding
from work.services.claims import take_work

TEXTS = ["machine grinds in hall 1", "machine drips", "machine shakes since shift 2"]


@pytest.fixture
def work_off(tmp_path, django_capture_on_commit_callbacks):
    """Do what waits, as a worker and its child would, and `meanwhile` something else; what the child has said."""

    def work_off(meanwhile=lambda: None):
        kind, lease, said = BatchWork(), take_work(KIND, "w1"), []
        folder = tmp_path / str(lease.item_id)
        (folder / "out").mkdir(parents=True)
        batch = Batch.objects.get(item=lease.item_id)
        with django_capture_on_commit_callbacks(execute=True):
            try:
                order = json.loads(json.dumps(kind.prepare(batch.item, folder)))
                do(order, folder / "out", lambda event, **told: said.append((event, told)))
                meanwhile()
                kind.accept(lease, folder / "out")
            except Fault as fault:
                holding.fail(lease, fault.code, kind.keep_fault(lease, fault.code, fault.params))
            except NotNow as late:
                holding.hold(lease, late.decision)
        return said

    return work_off


def csv(name="new.csv", column="note", texts=TEXTS):
    return SimpleUploadedFile(name, "\n".join([column, *texts]).encode())


@pytest.mark.django_db
def test_a_file_of_rows_is_answered_row_by_row_and_kept_no_longer(
    served, agreement, project, partner, steward, stranger, client_for, work_off
):
    page = f"{reverse('serving:batch_new', args=[served.version.asset.slug])}?project={project.undertaking.slug}"
    client = client_for(partner)

    assert "Column of the texts" in client.get(page).text
    assert "one of the two" in client.post(page, {}).text
    assert "in no format" in client.post(page, {"file": csv("new.pdf")}).text
    asked = client.post(page, {"file": csv(column="observation"), "column_text": "observation"})
    batch = Batch.objects.get()
    assert asked.url == batch.get_absolute_url()
    assert "waits for a worker" in client.get(asked.url).text
    sent = batch.sent.sha256

    said = work_off()

    batch.refresh_from_db()
    assert batch.item.state == State.SUCCEEDED
    assert ("progress", {"rows": 1, "of": 3}) in said
    assert not Blob.objects.filter(sha256=sent).exists()
    assert "asked about 3 rows" in client.get(asked.url).text
    answers = reverse("serving:batch_answers", args=[batch.uid])
    rows = [json.loads(line) for line in client.get(answers).getvalue().splitlines()]
    labels = served.result.results["labels"]
    assert [row["row"] for row in rows] == [0, 1, 2]
    assert all(row["class"] in labels and 0 < row["confidence"] <= 1 for row in rows)
    assert asked_today(partner.organization) == 3
    assert [*Event.objects.filter(verb__startswith="batch.").order_by("pk").values_list("verb", flat=True)] == [
        "batch.begun",
        "batch.answered",
        "batch.taken",
    ]

    for who in (steward, stranger):
        assert client_for(who).get(asked.url).status_code == client_for(who).get(answers).status_code == 404
    suspend_agreement(agreement, reason="Clause 4 was not kept.", by=steward)
    assert client.get(answers).status_code == 403
    assert client.post(page, {"file": csv()}).status_code == 403


@pytest.mark.django_db
def test_what_is_wrong_in_the_file_is_told_by_row_and_a_suspension_holds_what_runs(
    served, agreement, project, partner, steward, client_for, work_off
):
    def begin(**told):
        return begin_batch(served, csv(**told), columns={}, by=partner, project=project.undertaking)

    wrong = begin(texts=["machine drips", '""', "machine grinds"])
    work_off()
    page = client_for(partner).get(wrong.get_absolute_url()).text
    assert "Row 2 of new.csv has no text in column note" in page

    late = begin()
    work_off(lambda: suspend_agreement(agreement, reason="Clause 4 was not kept.", by=steward))
    late.refresh_from_db()
    assert (late.item.state, late.answers) == (State.HELD, None)
    assert "is suspended" in client_for(partner).get(late.get_absolute_url()).text
    resume_agreement(agreement, by=steward)

    cancelled = begin()
    client_for(partner).post(reverse("serving:batch_cancel", args=[cancelled.uid]))
    assert "It was cancelled." in client_for(partner).get(cancelled.get_absolute_url()).text


@pytest.mark.django_db
def test_rows_of_a_dataset_are_asked_about_by_who_may_evaluate_and_read_them(
    served, notes, project, partner, api_for, work_off
):
    table = io.BytesIO("\n".join(["words,kind", *(f"{text},{text[-1]}" for text in TEXTS)]).encode())
    table.name = "own.csv"
    own = add_dataset(name="Own notes", file=table, text="words", label="kind", by=partner)
    api, told = api_for(partner), {"model": served.version.asset.slug, "project": project.undertaking.slug}

    refused = api.post("/api/v1/batches/", told | {"dataset": notes.version.asset.slug}, format="json")
    assert refused.status_code == 403  # they may train on it, no more
    begun = api.post("/api/v1/batches/", told | {"dataset": own.asset.slug}, format="json")
    assert (begun.status_code, begun.data["columns"]) == (201, {"text": "words"})
    work_off()

    here = f"/api/v1/batches/{begun.data['uid']}/"
    assert (api.get(here).data["state"], api.get(here).data["rows"]) == ("done", 3)
    assert len(api.get(f"{here}answers/").getvalue().splitlines()) == 3

    erase_versions([own.latest.pk])  # as a withdrawal of rows does
    assert api.get(here).data["state"] == "gone"
    assert api.get(f"{here}answers/").status_code == 404
