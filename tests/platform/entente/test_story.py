"""What Entente is for, from the first visit on: two organizations come to terms, work, stop, and go on."""

import pytest
from playwright.sync_api import expect
from tests.platform.entente.visitor import Visitor
from tests.training.jobs import test_worker
from uuid_utils.compat import uuid7

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]
COMPANY, UNIVERSITY = "Halvard Bearings AG", "Nordhaven University"

base_folder = test_worker.base_folder  # one that can be trained
start_worker = test_worker.start_worker


@pytest.fixture
def open_door(settings):
    """Anybody may make an account; attempts are counted in a corner of the cache that is this test's alone."""
    settings.OPEN_SIGN_UP = True
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid7()}"}}


@pytest.fixture
def visitor(page_for, open_door):
    return lambda name, email: Visitor(page_for(), name, email)


def test_two_organizations_come_to_terms_work_stop_and_go_on(visitor, reviewer, page_for):
    claudia = visitor("Claudia Brandt", "claudia@halvard.example")
    ingrid = visitor("Ingrid Solheim", "ingrid@nordhaven.example")
    claudia.sign_up()
    claudia.found(COMPANY, "Industry", "CH")
    ingrid.sign_up()
    ingrid.found(UNIVERSITY, "Academic", "NO")

    desk = page_for(reviewer)
    desk.goto("/admin/")
    for name in (COMPANY, UNIVERSITY):
        desk.get_by_role("link", name="Organizations").first.click()
        desk.get_by_role("button", name=f"Verify {name}").click()
        expect(desk.get_by_text(f"{name} may take part now.")).to_be_visible()

    claudia.take_roles(COMPANY, "Legal signatory")
    claudia.set_up_second_factor()
    claudia.invite("tomas@halvard.example", "Data steward", COMPANY)
    ingrid.take_roles(UNIVERSITY, "Legal signatory", "Data steward")
    ingrid.set_up_second_factor()
    ingrid.invite("wen@nordhaven.example", "Researcher", UNIVERSITY)
    tomas = visitor("Tomas Reuter", "tomas@halvard.example")
    tomas.accept_invitation(COMPANY)
    wen = visitor("Wen Jiahui", "wen@nordhaven.example")
    wen.accept_invitation(UNIVERSITY)
