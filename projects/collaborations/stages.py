"""The five stages of a collaboration, measured by what exists, never set by hand."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.models import Project
from organizations.actor import Actor

Standing = Literal["done", "now", "next"]


class Check(NamedTuple):
    """One thing that a stage rests on, or misses: in the tone and with the icon of what it means."""

    tone: Literal["ok", "run", "wait", "stop", "rest"]
    words: str
    url: str = ""
    more: str = ""

    @property
    def icon(self) -> str:
        """The shape beside the words."""
        return {"stop": "warn"}.get(self.tone, self.tone)


class Step(NamedTuple):
    """What is missing next: the words of its button, and where it is done."""

    words: str
    url: str
    quiet: bool = False  # it leads on, and nothing waits for it


class Fact(NamedTuple):
    """Where a stage stands, the sentence that says from what, what it rests on and what is missing next.

    Of `state` None, and an empty sentence: it tells something beside, and leaves the rest to others.
    """

    state: Standing | None
    sentence: str
    checks: Sequence[Check] = ()
    steps: Sequence[Step] = ()


class Stage(NamedTuple):
    """One of the five."""

    number: int
    name: str | Promise
    state: Standing
    sentence: str
    checks: Sequence[Check] = ()
    steps: Sequence[Step] = ()


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
    found = []
    for number, name in NAMES.items():
        facts = [fact for answer in _answers.get(number, ()) if (fact := answer(project, by))]
        found.append(_together(number, name, facts))
    return found


def _together(number: int, name: str | Promise, facts: list[Fact]) -> Stage:
    """What several apps say of one stage: under way where they differ."""
    states = {fact.state for fact in facts if fact.state}
    if not states:
        facts = [_nothing_yet(number), *facts]
    return Stage(
        number,
        name,
        "next" if not states else states.pop() if len(states) == 1 else "now",
        " ".join(fact.sentence for fact in facts if fact.sentence),
        [check for fact in facts for check in fact.checks],
        [step for fact in facts for step in fact.steps],
    )


def _nothing_yet(number: int) -> Fact:
    sentences = {
        3: _("No job has run yet."),
        4: _("No standard has been chosen yet."),
        5: _("No model is in use yet."),
    }
    return Fact("next", sentences[number])
