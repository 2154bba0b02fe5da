"""Parts of a project's page that apps above contribute."""

from collections.abc import Callable
from typing import Any, NamedTuple

from collaborations.models import Project
from organizations.actor import Actor


class Panel(NamedTuple):
    """A template and what it shows."""

    template: str
    context: dict[str, Any]


_panels: list[Callable[[Project, Actor], Panel]] = []


def register(panel: Callable[[Project, Actor], Panel]) -> None:
    """Let an app above show something on each project's page."""
    _panels.append(panel)


def panels(project: Project, *, by: Actor) -> list[Panel]:
    """What apps above show of `project` to `by`: meetings and work in front, what came of them last."""
    return [panel(project, by) for panel in reversed(_panels)]  # the highest app registers first
