"""What reviewers read of projects at the desk, and what the parties read of a project in the audit."""

import pytest
from django.urls import reverse
from tests.cast import recruit

from agreements.errors import NotAllowed
from agreements.policy import overseen, require, visible
from agreements.services.parties import invite_party
from audit.models import Event
from collaborations.models import Project
from collaborations.services import change_purpose, start_project
from organizations.models import Role


@pytest.fixture
def desk(reviewer):
    reviewer.user.is_staff = True
    reviewer.user.save()
    return reviewer


def deeds(actor, project):
    """What the actor reads of a project itself."""
    seen = visible(actor, Event.objects.filter(concerns__contains=[project.undertaking.uid]), "discover")
    return set(seen.values_list("verb", flat=True))


def test_a_reviewer_reads_the_projects_of_agreements_that_came_to_the_review_and_no_others(
    agreement, project, desk, partner, client_for
):
    other = start_project(
        name="Quiet", parties=[partner.organization], codes=["DUO:0000042"], commercial=False, by=partner
    )
    client = client_for(desk)

    page = client.get(reverse("admin:collaborations_project_changelist")).text
    assert project.undertaking.name in page
    assert "1 of 2" in page
    assert "Quiet" not in page

    page = client.get(reverse("admin:collaborations_project_look", args=[project.undertaking.slug])).text
    assert all(told in page for told in ("Wen Jiahui", "Nordhaven University", agreement.title))
    assert client.get(reverse("admin:collaborations_project_look", args=[other.undertaking.slug])).status_code == 404
    assert client.get(project.get_absolute_url()).status_code == 404  # nothing within it
    assert not overseen(partner, Project.objects.all()).exists()


def test_the_parties_read_who_changed_the_project_and_nothing_that_is_done_within_it(
    agreement, project, submit, outsider, partner, steward, university_steward, stranger, client_for
):
    submit()
    change_purpose(project, codes=["DUO:0000042", "DUO:0000043"], commercial=False, by=partner)
    invite_party(project.undertaking, outsider, by=partner)
    with pytest.raises(NotAllowed):
        require(recruit(partner.organization, "Per Aune", Role.AUDITOR), "edit", project.undertaking)

    colleague = recruit(steward.organization, "Eva Lang", Role.RESEARCHER)  # did nothing, and reads no organization's
    read = deeds(colleague, project)
    assert {"undertaking.purpose_changed", "undertaking.party_invited", "undertaking.purpose_confirmed"} <= read
    assert all(verb.startswith("undertaking.") for verb in read if not verb.startswith("job."))
    assert "edit.refused" not in read
    assert deeds(stranger, project) == set()

    page = client_for(colleague).get(project.get_absolute_url()).text
    assert "Wen Jiahui: changed a project’s purpose" in page
    assert str(project.undertaking.uid) in page  # the way to all of it
