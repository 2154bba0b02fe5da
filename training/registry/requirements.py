"""What a project asks for before a version of a model is promoted; apps above register what they answer.

Each party says what it asks for, and what any of them asks for counts: nobody takes away another's condition. A party
that has said nothing asks for everything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

from collaborations.models import Project
from registry.models import ModelVersion, PartyDemands


class Answer(NamedTuple):
    """Whether it is met, the sentence that says by what or what to do, and where that is done."""

    met: bool
    sentence: str
    url: str = ""


@dataclass(frozen=True)
class Requirement:
    """Something that can be asked for; `answer` looks at a version that a job of a project has made."""

    code: str
    label: str | Promise
    answer: Callable[[ModelVersion], Answer]


class Told(NamedTuple):
    """A requirement and how a version stands to it."""

    requirement: Requirement
    answer: Answer


_requirements: dict[str, Requirement] = {}


def register(requirement: Requirement) -> None:
    """Let projects ask for it."""
    _requirements[requirement.code] = requirement


def known() -> list[Requirement]:
    """All there are, in the order in which they were registered."""
    return list(_requirements.values())


def demands_of(project: Project) -> dict[int, set[str]]:
    """What each party of now asks for, by organization."""
    said = dict(PartyDemands.objects.filter(project=project).values_list("organization", "codes"))
    parties = project.undertaking.parties.values_list("organization", flat=True)
    return {party: set(said.get(party, _requirements)) for party in parties}


def asked_for(project: Project) -> list[Requirement]:
    """What at least one party asks for."""
    wanted = set().union(*demands_of(project).values())
    return [each for each in known() if each.code in wanted]


def answers_for(version: ModelVersion) -> list[Told]:
    """How the version stands to what its project asks for; what was brought in belongs to no project that could ask."""
    if version.project is None:
        return []
    return [Told(each, each.answer(version)) for each in asked_for(version.project)]
