"""Jobs in a browser: the page follows the job by itself."""

import pytest
from playwright.sync_api import expect
from tests.training.jobs.test_pages import EVALUATION, STEP, train_a_little

from work.services import holding

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_of_a_job_follows_it_to_its_end_without_being_reloaded(submit, partner, page_for):
    job = submit()
    page = page_for(partner)
    page.goto(job.get_absolute_url())
    expect(page.locator("#live")).to_contain_text("No worker is alive")

    lease = train_a_little(job)
    expect(page.get_by_role("heading", name="Step 264 of at most 430")).to_be_visible()
    expect(page.locator("#job-state")).to_contain_text("Training")

    later = [
        holding.Said(6, "step", STEP | {"step": 265}),
        holding.Said(7, "evaluation", EVALUATION | {"step": 265}),
        holding.Said(8, "checkpoint", {"step": 265}),
    ]
    holding.report(lease, later, progress=STEP | {"step": 265})
    expect(page.get_by_role("heading", name="Step 265 of at most 430")).to_be_visible()
    log = page.get_by_role("group", name="Log")
    assert log.inner_text().count("7 texts are longer than 128 tokens") == 1, "what was there stays"
    assert log.inner_text().count("step 265: checkpoint written") == 1, "what is new is added, once"

    holding.fail(lease, "nan_loss", {"step": 266, "learning_rate": 0.9})
    expect(page.locator("#live")).to_contain_text("The loss is not a number any more at step 266.")
    expect(page.locator("#job-state")).to_contain_text("Failed")
    expect(page.get_by_text("Cancel job")).to_have_count(0)
