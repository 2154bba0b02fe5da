"""What Entente is for, from the first visit on: two organizations come to terms, work, stop, and go on."""

import io
import time
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect
from tests.platform.entente import bargaining
from tests.platform.entente.visitor import Visitor
from tests.training.jobs import test_worker
from tests.workers import trains, wait_until
from uuid_utils.compat import uuid7

from agreements.models import Asset
from catalog.services import add_dataset
from jobs.models import Job
from organizations.actor import Actor
from registry.services import import_model
from work.models import State

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]
COMPANY, UNIVERSITY = "Halvard Bearings AG", "Nordhaven University"
PROJECT, TITLE, DATASET = "Reading the shop floor", "Maintenance notes 2027", "Plant notes"
WHY = "Ethics board review"
LONG = {"Epochs": 60, "Patience": 200, "Batch size": 2, "Checkpoint interval": 0.5}

base_folder = test_worker.base_folder  # one that can be trained


@pytest.fixture
def visitor(page_for, settings):
    """Anybody may make an account; attempts are counted in a corner of the cache that is this test's alone."""
    settings.OPEN_SIGN_UP = True
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid7()}"}}
    return lambda name, email: Visitor(page_for(), name, email)


def test_two_organizations_come_to_terms_work_stop_and_go_on(
    visitor, reviewer, page_for, base_folder, start_worker, settings
):
    desk = page_for(reviewer)
    claudia = visitor("Claudia Brandt", "claudia@halvard.example")
    ingrid = visitor("Ingrid Solheim", "ingrid@nordhaven.example")
    claudia.sign_up()
    claudia.found(COMPANY, "industry", "CH")
    ingrid.sign_up()
    ingrid.found(UNIVERSITY, "academic", "NO")
    verify(desk, COMPANY, UNIVERSITY)
    claudia.take_roles(COMPANY, "legal signatory")
    ingrid.take_roles(UNIVERSITY, "legal signatory", "data steward")
    for founder in (claudia, ingrid):
        founder.set_up_second_factor()
    proved_at = time.monotonic()
    claudia.invite("tomas@halvard.example", "data steward", COMPANY)
    ingrid.invite("wen@nordhaven.example", "researcher", UNIVERSITY)
    tomas = visitor("Tomas Reuter", "tomas@halvard.example")
    tomas.accept_invitation(COMPANY)
    wen = visitor("Wen Jiahui", "wen@nordhaven.example")
    wen.accept_invitation(UNIVERSITY)
    bring_bytes(tomas.actor(COMPANY), ingrid.actor(UNIVERSITY), base_folder)
    start_project(wen.page)

    address = negotiate(tomas.page, ingrid.page, desk)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = int(time.monotonic() - proved_at)  # too long ago for a signature
    for signatory, organization in ((claudia, COMPANY), (ingrid, UNIVERSITY)):
        bargaining.sign(signatory.page, address, organization)
    expect(ingrid.page.get_by_role("heading", name=TITLE).locator("..")).to_contain_text("Active")
    tomas.page.goto(project_of(wen.page))
    tomas.page.get_by_role("button", name="Confirm the purpose").click()
    expect(tomas.page.get_by_text(f"Tomas Reuter confirmed it for {COMPANY}")).to_be_visible()

    job = submit(wen.page)
    worker = start_worker("north")
    wait_until(trains(job.item, 5), item=job.item)
    trainer = test_worker.trainer_of(worker)
    suspend(tomas.page, address, job, trainer)
    expect(wen.page.get_by_text("Paused, because it is not allowed at the moment")).to_be_visible()
    expect(wen.page.get_by_text(f"Tomas Reuter of {COMPANY} suspended it for this reason: {WHY}")).to_be_visible()

    bargaining.do(tomas.page, address, "Resume agreement", reason="The board agreed.")
    expect(tomas.page.get_by_text("The agreement is active again.")).to_be_visible()
    wait_until(lambda: job.item.has_ended, item=job.item)
    assert (job.item.state, job.item.attempt, job.item.faults) == (State.SUCCEEDED, 2, 0)
    expect(wen.page.locator("#job-state")).to_have_text("Done")
    assert job.item.lines.filter(attempt=2, data__code="resumed").exists()


def verify(desk: Page, *names: str) -> None:
    """Staff look at the organizations that wait."""
    for name in names:
        desk.goto("/admin/organizations/organization/")
        desk.get_by_role("button", name=f"Verify {name}").click()
        expect(desk.get_by_text(f"{name} may take part now.")).to_be_visible()


def bring_bytes(steward: Actor, university: Actor, folder: Path) -> None:
    """The rows and the base model, which are not what is told here."""
    rows = [
        f"machine {number} {sound} in hall {number % 5} since shift {number % 3},{fault}"
        for fault, sound in (("bearing wear", "grinds"), ("leak", "drips"), ("misalignment", "shakes"))
        for number in range(40)
    ]
    table = io.BytesIO("\n".join(["note,fault", *rows]).encode())
    table.name = "notes.csv"
    openness = Asset.Openness.DESCRIBED
    add_dataset(name=DATASET, file=table, text="note", label="fault", by=steward, openness=openness)
    import_model(name="Tiny base", folder=folder, by=university, openness=Asset.Openness.OPEN)


def start_project(page: Page) -> None:
    """The university's researcher says with whom, and what for."""
    page.goto("/projects/")
    page.get_by_role("link", name="Start a project").first.click()
    page.get_by_label("Name", exact=True).fill(PROJECT)
    page.get_by_label("What you want to find out").fill("Can a small model name the fault from a fitter's words?")
    page.get_by_label(COMPANY).check()
    page.get_by_label("general research use").check()
    page.get_by_role("button", name="Start the project").click()
    expect(page.get_by_role("heading", name=PROJECT)).to_be_visible()


def project_of(page: Page) -> str:
    """Where the project's page is, found as its people find it."""
    page.goto("/projects/")
    page.get_by_role("main").get_by_role("link", name=PROJECT).first.click()
    expect(page.get_by_role("heading", name=PROJECT, exact=True)).to_be_visible()
    return page.url


def negotiate(company: Page, university: Page, desk: Page) -> str:
    """Three versions until both agree, and a fourth that the reviewer asks for; the agreement's address."""
    bargaining.draft(
        company, TITLE, template="Compute without download", partner=UNIVERSITY, dataset=DATASET, project=PROJECT
    )
    address = company.url
    bargaining.do(university, address, "Request changes", reason="We publish quarterly: more days to read.")
    bargaining.answer(company, address, version=2, Days_to_read_a_manuscript="45")
    bargaining.comment(university, address, "Who trains on it?", clause=2)
    bargaining.answer(university, address, version=3, Months_between_reviews="3")
    bargaining.do(company, address, "Agree to these terms")
    bargaining.decide(desk, TITLE, "Request changes", reason="Say for how long manuscripts wait at most.")
    expect_text(company, address, "Say for how long manuscripts wait at most.")
    bargaining.answer(company, address, version=4, Days_to_read_a_manuscript="40")
    bargaining.do(university, address, "Agree to these terms")
    bargaining.decide(desk, TITLE, "Approve", reason="Clear now.")
    return address


def expect_text(page: Page, address: str, words: str) -> None:
    """Somebody finds these words on the page."""
    page.goto(address)
    expect(page.get_by_text(words).first).to_be_visible()


def submit(page: Page) -> Job:
    """The researcher trains on what the agreement lets them; the page stays with the job."""
    page.goto(project_of(page))
    page.get_by_role("link", name="New job").first.click()
    page.get_by_text("Defaults that usually serve").click()
    for label, value in LONG.items():
        page.get_by_role("textbox", name=label, exact=True).fill(str(value))  # a search, folded away, has them too
    page.get_by_label("Precision", exact=True).select_option("float32")
    page.get_by_label("Name of the job").fill("Night shift")
    page.get_by_role("button", name="Queue the job").click()
    expect(page.get_by_role("heading", name="Night shift")).to_be_visible()
    return Job.objects.get()


def suspend(page: Page, address: str, job: Job, trainer: psutil.Process) -> None:
    """What it would break is named before the click; five seconds after it the process is gone."""
    page.goto(address)
    page.get_by_role("link", name="Suspend agreement").click()
    expect(page.get_by_role("heading", name="Jobs that run 1")).to_be_visible()
    expect(page.get_by_role("link", name=job.name)).to_be_visible()
    page.get_by_label("Reason").fill(WHY)
    assert trainer.is_running()
    began = time.monotonic()
    page.get_by_role("button", name="Suspend agreement").click()
    psutil.wait_procs([trainer], timeout=5)
    assert not psutil.pid_exists(trainer.pid), "the operating system knows the process no more"
    assert time.monotonic() - began < 5
    expect(page.get_by_text("The agreement is suspended.")).to_be_visible()
