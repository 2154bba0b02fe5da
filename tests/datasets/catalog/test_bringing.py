"""A file by the page's script, and read by a real worker."""

import pytest
from playwright.sync_api import expect
from tests.reading import uploaded, work_off
from tests.workers import wait_until

from catalog.models import Ingestion, Upload
from catalog.services.ingestions import about_new, begin_ingestion, confirm_ingestion

pytestmark = pytest.mark.django_db(transaction=True)

ROW = "the spindle {} of hall 3 squeals;{}\n"
ROWS = "note;fault\n" + "".join(ROW.format(n, "wear" if n % 2 else "heat") for n in range(300))


def test_the_page_sends_a_file_piece_by_piece_and_follows_it_until_it_is_a_dataset(page_for, steward):
    page = page_for(steward)
    page.goto("/datasets/new/")
    page.set_input_files(
        "input[type=file]", {"name": "plant_notes.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    )
    expect(page.get_by_label("Name")).to_have_value("plant notes")

    page.get_by_role("button", name="See what is in it").click()
    page.wait_for_url("**/datasets/drafts/**")
    assert Upload.objects.get().is_complete
    expect(page.locator("#live")).to_contain_text("No worker is alive")
    work_off()
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator("#live")).to_contain_text("Bringing it in")
    work_off()

    page.wait_for_url("**/datasets/plant-notes/")


@pytest.mark.heavy
def test_a_worker_reads_what_is_brought(steward, start_worker):
    start_worker("north", INGESTION_SLOTS="1")
    about = about_new({"name": "Notes", "openness": "closed"})
    draft = begin_ingestion(uploaded(ROWS, by=steward), about=about, by=steward)

    wait_until(lambda: draft.item.has_ended, item=draft.item)
    draft = Ingestion.objects.told().get(pk=draft.pk)
    confirm_ingestion(draft, draft.guessed, by=steward)
    draft = Ingestion.objects.told().get(pk=draft.pk)
    wait_until(lambda: draft.item.has_ended, item=draft.item)

    version = Ingestion.objects.told().get(pk=draft.pk).version
    assert (version.rows, version.classes) == (300, {"heat": 150, "wear": 150})
    assert draft.item.stored_bytes == sum(file.blob.size for file in version.files.all())
