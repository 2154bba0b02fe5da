"""Budgets as the platform's staff set them, and the monthly statement of an organization."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from tests.cast import owner_of, recruit

from agreements.errors import NotAllowed
from audit.models import Event
from organizations.models import Role
from organizations.services import add_member
from work.models import Budget, Item, Use
from work.models.shares import begins_at, first_of_month
from work.services import holding
from work.services.claims import take_work
from work.services.limits import Limits, set_budget
from work.services.queueing import Asks, enqueue
from work.statements import month_called, statement_of

KIND = "counting"


@pytest.fixture
def staff(operator):
    return recruit(operator, "Staff Example", Role.STAFF)


@pytest.fixture
def work_of(partner, project):
    """Work of the partner's that took so many seconds, for the project."""

    def work(seconds, stored_bytes=0):
        asks = Asks(undertaking=project.undertaking)
        item = enqueue(KIND, by=partner, asks=asks)
        lease = take_work(KIND, "w1")
        Item.objects.filter(pk=item.pk).update(taken_at=Now() - timedelta(seconds=seconds))
        holding.succeed(lease, stored_bytes=stored_bytes)
        return item

    return work


def test_a_new_budget_counts_what_was_used_before(work_of, partner, project, staff):
    work_of(1800, stored_bytes=5000)
    organization = partner.organization

    for owner in (organization, project.undertaking, partner.user):
        budget = set_budget(organization, owner, Limits(gpu_seconds=3600, storage_bytes=6000), by=staff)
        assert budget.gpu_seconds_left == pytest.approx(1800, abs=5)
        assert budget.bytes_left == 1000

    assert Event.objects.filter(verb="budget.set").count() == 3


def test_a_limit_is_changed_and_taken_away(partner, staff):
    enqueue(KIND, by=partner)
    set_budget(partner.organization, partner.organization, Limits(running=0), by=staff)
    assert take_work(KIND, "w1") is None

    set_budget(partner.organization, partner.organization, Limits(running=1), by=staff)
    assert Budget.objects.get().running == 1
    assert take_work(KIND, "w1")

    assert set_budget(partner.organization, partner.organization, Limits(), by=staff) is None
    assert not Budget.objects.exists()


def test_only_staff_set_budgets_and_only_for_who_is_there(partner, steward, staff):
    with pytest.raises(NotAllowed):
        set_budget(partner.organization, partner.organization, Limits(running=9), by=partner)
    with pytest.raises(ValidationError, match="one of its people"):
        set_budget(partner.organization, steward.user, Limits(running=9), by=staff)
    assert not Budget.objects.exists()


def test_a_compute_manager_limits_their_own_people_and_projects_and_nobody_elses(
    partner, project, steward, university, client_for
):
    manager, guest = (
        recruit(university, "Carla Conti", Role.COMPUTE_MANAGER),
        recruit(university, "Guest Example", Role.RESEARCHER),
    )
    add_member(steward.organization, guest.user, [Role.RESEARCHER], by=owner_of(steward.organization))
    desk, page = client_for(manager), f"/organizations/{university.slug}/computing/"

    offered = desk.get(page).text
    assert f'value="person/{partner.user.uid}"' in offered
    assert f'value="person/{guest.user.uid}"' not in offered
    assert 'value="organization"' not in offered
    assert 'value="project/' not in offered, "others take part"
    assert desk.post(page, {"of": f"person/{partner.user.uid}", "running": "1"}).status_code == 302
    assert Budget.objects.get().running == 1
    assert desk.post(page, {"of": "organization", "running": "9"}).status_code == 422
    told = desk.put(f"/api/v1{page}", {"of": "organization", "running": 9}, content_type="application/json")
    assert told.status_code == 400
    for owner in (university, project.undertaking, guest.user):
        with pytest.raises(NotAllowed):
            set_budget(university, owner, Limits(running=9), by=manager)
    project.undertaking.parties.exclude(organization=university).delete()
    assert set_budget(university, project.undertaking, Limits(running=2), by=manager)
    with pytest.raises(NotAllowed):
        set_budget(steward.organization, steward.user, Limits(running=9), by=manager)


@pytest.mark.parametrize(
    ("name", "limit"),
    [("running", -1), ("running", 2**40), ("storage_bytes", 2**70), ("gpu_seconds", "inf"), ("gpu_seconds", "nan")],
)
def test_a_limit_that_is_no_sensible_number_is_refused_at_its_field(partner, staff, client_for, name, limit):
    address = f"/api/v1/organizations/{partner.organization.slug}/computing/"

    told = client_for(staff).put(address, {"of": "organization", name: limit}, content_type="application/json")

    assert told.status_code == 400
    assert [fault["field"] for fault in told.json()["errors"]] == [name]
    assert not Budget.objects.exists()


def test_the_statement_adds_up_by_project_and_person(work_of, partner, project, settings):
    settings.WORK_GPU_HOUR_PRICE = Decimal("2.50")
    work_of(1800, stored_bytes=700)
    work_of(5400, stored_bytes=300)
    last_month = begins_at(first_of_month()) - timedelta(seconds=1)
    Use.objects.create(item=enqueue(KIND, by=partner), attempt=1, gpu_seconds=7200, ended_at=last_month)

    told = statement_of(partner.organization, first_of_month())

    (line,) = told.lines
    assert (line.project, line.person, line.jobs) == (str(project.undertaking), str(partner.user), 2)
    assert line.gpu_seconds == pytest.approx(7200, abs=10)
    assert told.price == line.price == Decimal("5.00")
    assert told.stored_bytes == 1000
    before = statement_of(partner.organization, told.before)
    assert before.lines[0].price == Decimal("5.00")
    assert (before.before, before.after) == (None, first_of_month())


@pytest.mark.parametrize("text", ["2026-13", "soon", "2999-01", "2026-1-01"])
def test_what_is_no_month_that_has_begun_is_no_month(text):
    with pytest.raises(ValueError, match=r".*"):
        month_called(text)


def test_owners_compute_managers_auditors_and_staff_read_it_and_staff_set(
    work_of, partner, staff, client_for, university
):
    work_of(3600)
    page = f"/organizations/{university.slug}/computing/"
    for role in (Role.OWNER, Role.COMPUTE_MANAGER, Role.AUDITOR):
        told = client_for(recruit(university, f"{role} Example", role)).get(page)
        assert "1.00" in told.text
        assert ('name="gpu_hours"' in told.text) == (role == Role.COMPUTE_MANAGER)
    assert client_for(partner).get(page).status_code == 403

    desk = client_for(staff)
    assert desk.post(page, {"of": "organization", "gpu_hours": "-1"}).status_code == 422
    for hours in ("1,000,000x", "1e300", "nan"):
        assert desk.post(page, {"of": "organization", "gpu_hours": hours}).status_code == 422
    assert desk.post(page, {"of": "organization", "running": str(2**40)}).status_code == 422
    assert desk.post(page, {"of": "person/nobody", "running": "1"}).status_code == 422
    assert desk.post(page, {"of": "organization", "gpu_hours": "2.5", "storage_gb": "3"}).status_code == 302
    told = desk.get(page).text
    assert "1.00 of 2.50 GPU-hours are used this month" in told
    assert 'value="2.5"' in told
    assert 'value="2.5"' not in desk.get(f"{page}?of=person/{partner.user.uid}").text, "limits of one are no other's"
    assert desk.get(f"{page}?month=2999-01").status_code == 404


def test_the_statement_is_a_file_that_no_spreadsheet_runs(work_of, partner, client_for, university, project, settings):
    settings.WORK_GPU_HOUR_PRICE = Decimal("2")
    type(project.undertaking).objects.filter(pk=project.undertaking.pk).update(name="=1+1")
    work_of(3600)
    auditor = client_for(recruit(university, "Auditor Example", Role.AUDITOR))

    file = auditor.get(f"/organizations/{university.slug}/computing/statement.csv")

    head, line = file.getvalue().decode().splitlines()
    assert head == "month,project,person,jobs,gpu_hours,price,currency"
    assert line == f"{first_of_month():%Y-%m},'=1+1,{partner.user},1,1.0000,2.00,EUR"


def test_the_api_tells_the_same_and_lets_staff_set(work_of, staff, api_for, university, client_for):
    work_of(3600)
    address = f"/api/v1/organizations/{university.slug}/computing/"
    desk = client_for(staff)

    wrong = desk.put(address, {"of": "person/nobody", "running": 2}, content_type="application/json")
    assert wrong.status_code == 400
    assert "one of its people" in wrong.text
    done = desk.put(address, {"of": "organization", "running": 2}, content_type="application/json")
    assert done.status_code == 200
    told = api_for(recruit(university, "Owner Example", Role.COMPUTE_MANAGER)).get(address).json()
    assert told["lines"][0]["gpu_seconds"] == pytest.approx(3600, abs=5)
    assert told["budgets"] == [{"of": "organization", "running": 2, "gpu_seconds": None, "storage_bytes": None}]
    assert desk.get(f"{address}?month=soon").status_code == 400
