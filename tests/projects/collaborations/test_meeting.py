"""What is done to a project at the same moment, on real connections: one sees what the other did."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from tests.cast import recruit
from tests.projects.collaborations.test_ethics import decided

from agreements.errors import NotAllowed
from agreements.models import TeamMember, UndertakingParty
from agreements.policy import permitted
from agreements.services import ethics, parties, teams
from audit.models import Event
from collaborations.services import add_to_team
from organizations.models import Role

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


def both(slow, *deeds):
    """Runs `slow` until it has written, then the other deeds, each on a connection of its own; what each raised."""
    written, go_on = threading.Event(), threading.Event()
    raised = {}

    def run(name, deed):
        try:
            deed()
        except (NotAllowed, ValidationError) as refusal:
            raised[name] = refusal
        finally:
            connection.close()

    def first():
        with permitted(*slow[0]):
            slow[1]()
            written.set()
            go_on.wait(10)

    leading = threading.Thread(target=run, args=("first", first))
    leading.start()
    assert written.wait(10)
    others = [threading.Thread(target=run, args=(number, deed)) for number, deed in enumerate(deeds)]
    for other in others:
        other.start()
    others[0].join(timeout=0.5)
    assert others[0].is_alive(), "it did not wait"
    go_on.set()
    for thread in (leading, *others):
        thread.join(10)
    return raised


def test_while_a_part_ends_its_people_change_submit_and_invite_nothing(
    project, partner, university_steward, university, outsider, steward
):
    undertaking = project.undertaking
    leaving = UndertakingParty.objects.get(undertaking=undertaking, organization=university)
    late = recruit(university, "Late Comer", Role.RESEARCHER)
    entered = []

    def submit():
        with permitted(partner, [("submit", undertaking)], project=undertaking):
            entered.append(True)

    raised = both(
        (
            (university_steward, [("end_part", leaving)]),
            lambda: parties.end_part(leaving, by=university_steward, reason="Over."),
        ),
        lambda: add_to_team(project, late.user, by=partner),
        lambda: parties.invite_party(undertaking, outsider, by=partner),
        submit,
        lambda: parties.end_part(leaving, by=university_steward, reason="Over."),
    )

    assert {name: type(refusal) for name, refusal in raised.items()} == dict.fromkeys(range(4), NotAllowed)
    assert not entered
    assert not TeamMember.objects.filter(organization=university).exists()
    assert not undertaking.invitations.exists()
    assert Event.objects.filter(verb="undertaking.party_left").count() == 1


def test_of_two_that_file_accept_or_take_out_the_same_one_is_told_that_it_is_done(
    project, partner, steward, signatory_company, university_steward, university
):
    undertaking = project.undertaking
    given = decided(expires_on=timezone.now().date())
    files = [decided()["document"] for _ in range(2)]

    def file(document):
        return lambda: ethics.file_ethics_approval(undertaking, **given | {"document": document}, by=partner)

    raised = both(((partner, [("file_ethics_approval", undertaking)]), file(files[0])), file(files[1]))
    assert "filed already" in str(raised[0])

    approval = undertaking.ethics_approvals.get()
    accept = [lambda who=who: ethics.accept_ethics_approval(approval, by=who) for who in (steward, signatory_company)]
    assert both(((steward, [("accept_ethics_approval", approval)]), accept[0]), accept[1]) == {}
    assert Event.objects.filter(verb="ethics_approval.accepted").count() == 1

    member = TeamMember.objects.get(organization=university, user=partner.user)
    raised = both(
        ((university_steward, [("edit", member)]), lambda: teams.leave_team(member, by=university_steward)),
        lambda: teams.change_team_role(member, "reads", by=university_steward),
        lambda: teams.leave_team(member, by=university_steward),
    )
    assert [str(raised[number]) for number in (0, 1)] == ["['Wen Jiahui is no longer in the team.']"] * 2
    assert Event.objects.filter(verb="undertaking.team_left").count() == 1
