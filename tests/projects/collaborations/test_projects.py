"""Starting a project, confirming what it is for, and where it stands."""

import pytest

from agreements.errors import NotAllowed
from collaborations.errors import PurposeChanged
from collaborations.models import Project
from collaborations.services import add_to_team, change_purpose, confirm_purpose, start_project
from collaborations.stages import stages

RESEARCH = ["DUO:0000042"]


@pytest.fixture
def project(university, company, partner):
    return start_project(
        name="Reading the shop floor",
        parties=[university, company],
        codes=RESEARCH,
        commercial=False,
        by=partner,
        description="Know the fault from the first note.",
    )


def standing(project, by):
    return {stage.number: stage.state for stage in stages(project, by=by)}


def waits_for(project, by):
    return stages(project, by=by)[0].sentence


def test_its_parties_see_a_project_and_others_do_not(project, client_for, steward, partner, stranger):
    for party in (steward, partner):
        assert "Know the fault" in client_for(party).get(project.get_absolute_url()).content.decode()
        assert "Reading the shop floor" in client_for(party).get("/projects/").content.decode()
    assert client_for(stranger).get(project.get_absolute_url()).status_code == 404
    assert "Reading the shop floor" not in client_for(stranger).get("/projects/").content.decode()


def test_goals_wait_until_all_who_share_have_confirmed_the_purpose(project, steward, university_steward, partner):
    assert standing(project, partner) == {1: "now", 2: "next", 3: "next", 4: "next", 5: "next"}

    confirm_purpose(project, by=steward)
    assert waits_for(project, partner) == "The purpose waits to be confirmed by: Nordhaven University."
    confirm_purpose(project, by=university_steward)

    assert waits_for(project, partner) == "No objective has been stated yet."


@pytest.mark.parametrize("change", ["purpose", "team"])
def test_a_change_of_purpose_or_team_asks_everyone_again(project, steward, university_steward, partner, change):
    for party in (steward, university_steward):
        confirm_purpose(project, by=party)

    if change == "purpose":
        change_purpose(project, codes=RESEARCH, commercial=True, by=partner)
    else:
        add_to_team(project, steward.user, by=steward)

    project = Project.objects.get(pk=project.pk)
    assert waits_for(project, partner).endswith("Halvard Bearings AG, Nordhaven University.")


def test_what_changed_after_it_was_read_is_not_confirmed(project, steward, partner, client_for):
    read = project.undertaking.revision
    add_to_team(project, steward.user, by=steward)

    with pytest.raises(PurposeChanged):
        confirm_purpose(project, revision=read, by=steward)
    page = client_for(steward).post(f"{project.get_absolute_url()}confirm/", {"revision": read}, follow=True)

    assert "have changed. Read them again, then confirm." in page.content.decode()


def test_a_steward_confirms_on_the_page_and_a_researcher_reads_why_they_may_not(project, client_for, steward, partner):
    confirm = f'action="{project.get_absolute_url()}confirm/"'
    assert confirm in client_for(steward).get(project.get_absolute_url()).content.decode()
    assert confirm not in client_for(partner).get(project.get_absolute_url()).content.decode()

    done = {"revision": project.undertaking.revision}
    page = client_for(steward).post(f"{project.get_absolute_url()}confirm/", done, follow=True).content.decode()

    assert "Confirmed for Halvard Bearings AG." in page
    with pytest.raises(NotAllowed):
        confirm_purpose(project, by=partner)


def test_the_form_starts_a_project(client_for, partner, company):
    given = {"name": "Quiet bearings", "description": "Why?", "codes": RESEARCH, "partners": [company.pk]}

    answer = client_for(partner).post("/projects/new/", given)

    assert answer.status_code == 302, answer.content.decode()
    assert answer.url == "/projects/quiet-bearings/"
    parties = Project.objects.get().undertaking.organizations.values_list("slug", flat=True)
    assert set(parties) == {"nordhaven-university", "halvard-bearings-ag"}


def test_the_form_takes_diseases_and_a_region_and_says_what_is_wrong_with_them(client_for, partner, company):
    asked = {"name": "Quiet lungs", "description": "Why?", "partners": [company.pk], "region": "NO"}
    asked |= {"codes": ["DUO:0000007"]}
    client = client_for(partner)

    missing = client.post("/projects/new/", asked)
    client.post("/projects/new/", asked | {"diseases": "mondo:0005148, MONDO:0011072"})

    assert missing.status_code == 422
    assert "write at least one code" in missing.text
    purpose = Project.objects.get().undertaking.purpose
    assert (purpose.region, purpose.diseases) == ("NO", ["MONDO:0005148", "MONDO:0011072"])
    page = client.get("/projects/quiet-lungs/").text
    assert "Norway" in page
    assert "MONDO:0005148, MONDO:0011072" in page


def test_the_api_starts_and_tells_a_project(api_for, partner, company, stranger):
    given = {"name": "Quiet bearings", "parties": [company.slug], "codes": RESEARCH}

    started = api_for(partner).post("/api/v1/projects/", given)

    assert started.status_code == 201, started.content
    told = started.json()
    assert told["purpose"] == {"codes": RESEARCH, "commercial": False, "region": "", "diseases": []}
    assert [stage["number"] for stage in told["stages"]] == [1, 2, 3, 4, 5]
    assert api_for(stranger).get(started["Location"]).status_code == 404


def test_a_provider_confirms_in_the_api_what_it_has_read(client_for, api_for, project, steward, partner):
    address = f"/api/v1/projects/{project.undertaking.slug}/"
    mine, read = client_for(steward), client_for(steward).get(address).json()["revision"]
    change_purpose(project, codes=["DUO:0000006"], commercial=False, by=partner)

    late = mine.post(f"{address}confirm/", {"revision": read}, content_type="application/json")
    assert late.status_code == 400
    assert "have changed" in str(late.json())
    assert api_for(steward).post(f"{address}confirm/", {"revision": read + 1}).status_code == 403, "no token may"
    told = mine.post(f"{address}confirm/", {"revision": read + 1}, content_type="application/json").json()

    assert {one["organization"]: one["confirmed"] for one in told["confirmations"]}[steward.organization.slug]


def test_a_code_that_duo_does_not_know_is_named(api_for, partner, company):
    given = {"name": "Quiet bearings", "parties": [company.slug], "codes": ["DUO:9999999"]}

    answer = api_for(partner).post("/api/v1/projects/", given)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "codes"
    assert not Project.objects.exists()
