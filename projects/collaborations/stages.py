"""The five stages of a collaboration, measured by what exists, never set by hand."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement, State
from agreements.policy import visible
from collaborations.confirmations import confirmations_of
from collaborations.models import Project
from organizations.actor import Actor

Standing = Literal["done", "now", "next"]


class Fact(NamedTuple):
    """Where a stage stands, and the sentence that says from what."""

    state: Standing
    sentence: str


class Stage(NamedTuple):
    """One of the five."""

    number: int
    name: str | Promise
    state: Standing
    sentence: str


NAMES = {
    1: gettext_lazy("Goals"),
    2: gettext_lazy("Data and model sharing"),
    3: gettext_lazy("Joint research"),
    4: gettext_lazy("Standards"),
    5: gettext_lazy("Implementation and feedback"),
}
Answer = Callable[[Project, Actor], Fact | None]
_answers: dict[int, list[Answer]] = {}


def register(number: int, answer: Answer) -> None:
    """Let an app above say where stage `number` stands; None where it has nothing to say of a project."""
    _answers.setdefault(number, []).append(answer)


def stages(project: Project, *, by: Actor) -> list[Stage]:
    """The five stages of a project as `by` may know them."""
    answers: dict[int, list[Answer]] = {1: [_goals], 2: [_sharing], **_answers}
    found = []
    for number, name in NAMES.items():
        facts = [fact for answer in answers.get(number, ()) if (fact := answer(project, by))]
        fact = _together(facts) if facts else _nothing_yet(number)
        found.append(Stage(number, name, fact.state, fact.sentence))
    return found


def _together(facts: list[Fact]) -> Fact:
    """What several apps say of one stage: under way where they differ."""
    states = {fact.state for fact in facts}
    return Fact(states.pop() if len(states) == 1 else "now", " ".join(fact.sentence for fact in facts))


def _goals(project: Project, _by: Actor) -> Fact:
    known = confirmations_of(project.undertaking)
    missing = [each.organization.name for each in known if each.needed and not each.confirmed]
    if missing:
        return Fact("now", _("The purpose waits to be confirmed by: %(names)s.") % {"names": ", ".join(missing)})
    return Fact("done", _("The purpose is confirmed by all who share something, with the present parties and team."))


def _sharing(project: Project, by: Actor) -> Fact:
    about_it = Agreement.objects.filter(current_version__terms__purposes__project=project.undertaking.slug)
    states = list(visible(by, about_it, "discover").values_list("state", flat=True))
    active = states.count(State.ACTIVE)
    if active:
        return Fact(
            "done",
            ngettext(
                "%(active)s agreement made for this project is active.",
                "%(active)s agreements made for this project are active.",
                active,
            )
            % {"active": active},
        )
    if State.SUSPENDED in states:
        return Fact("now", _("The agreement made for this project is suspended."))
    if states:
        return Fact("now", _("An agreement is being negotiated for this project; none is active yet."))
    return Fact("next", _("No agreement has been made for this project yet."))


def _nothing_yet(number: int) -> Fact:
    sentences = {
        3: _("No job has run yet."),
        4: _("No standard has been chosen yet."),
        5: _("No model is in use yet."),
    }
    return Fact("next", sentences[number])
