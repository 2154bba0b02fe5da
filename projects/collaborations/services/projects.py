"""What people do with shared projects: start one, build its team, confirm what it is for.

The undertaking below a project is what the policy knows; its services ask and record. Here the two are kept together.
"""

from collections.abc import Iterable, Sequence

from accounts.models import User
from agreements.models import Purpose, TeamMember, TeamRole, Undertaking
from agreements.policy import permitted
from agreements.services import teams, undertakings
from collaborations.errors import PurposeChanged
from collaborations.models import Project
from organizations.actor import Actor
from organizations.models import Organization


def start_project(
    *,
    name: str,
    parties: Iterable[Organization],
    codes: Sequence[str],
    commercial: bool,
    by: Actor,
    description: str = "",
    field: str = "",
    region: str = "",
    diseases: Sequence[str] = (),
) -> Project:
    """A project of `parties`, the organization acted for among them; who starts it is in its team.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the name gives no address, or a part of the purpose isn't what it has to be.
    """
    with permitted(by, [("start_project", by.organization)]):
        purpose = undertakings.describe_purpose(codes, commercial=commercial, region=region, diseases=diseases)
        undertaking = undertakings.start_undertaking(name, parties, purpose, by=by)
        return Project.objects.create(undertaking=undertaking, description=description, field=field, created_by=by.user)


def add_to_team(project: Project, user: User, *, by: Actor, role: str = TeamRole.WORKS) -> TeamMember:
    """Put a person of the organization acted for into the team; who may use something asks for new confirmations.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the person doesn't act for the organization.
    """
    return teams.join_team(project.undertaking, user, by=by, role=role)


def change_in_team(member: TeamMember, role: str, *, by: Actor) -> TeamMember:
    """Let a person of the organization acted for do something else in the team.

    Raises:
        NotAllowed: the policy refuses.
    """
    return teams.change_team_role(member, role, by=by)


def take_out_of_team(member: TeamMember, *, by: Actor) -> None:
    """Take a person of the organization acted for out of the team: their access ends at once, and what they run stops.

    Raises:
        NotAllowed: the policy refuses.
    """
    teams.leave_team(member, by=by)


def change_purpose(
    project: Project,
    *,
    codes: Sequence[str],
    commercial: bool,
    by: Actor,
    region: str = "",
    diseases: Sequence[str] = (),
) -> Purpose:
    """Another purpose: what rests on the confirmed one waits until every provider has confirmed again.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: a part of the purpose isn't what it has to be, or it is what stands there already.
    """
    with permitted(by, [("edit", project.undertaking)]):
        purpose = undertakings.describe_purpose(codes, commercial=commercial, region=region, diseases=diseases)
        undertakings.change_purpose(project.undertaking, purpose, by=by)
        return purpose


def confirm_purpose(project: Project, *, by: Actor, revision: int | None = None) -> None:
    """Confirm, for the organization acted for, what the project is for, with its parties and team.

    `revision` is the one that was read; without it, the present one is meant.

    Raises:
        NotAllowed: the policy refuses.
        PurposeChanged: purpose, parties or team have changed since they were read.
    """
    with permitted(by, [("confirm_purpose", project.undertaking)]):
        now = Undertaking.objects.select_for_update(no_key=True).get(pk=project.undertaking_id)
        if revision is not None and revision != now.revision:
            raise PurposeChanged(project)
        undertakings.confirm_purpose(now, by=by)
