"""What apps above show on a dataset's page: a template for each, with what it says to the reader."""

from collections.abc import Callable
from typing import Any, NamedTuple

from catalog.models import DatasetVersion
from organizations.actor import Actor

Answerer = Callable[[DatasetVersion, Actor], Any]
_answerers: dict[str, Answerer] = {}


class Panel(NamedTuple):
    """A template, and what it is given as `told`."""

    template: str
    told: Any


def register(template: str, answerer: Answerer) -> None:
    """Show `template` to whom `answerer` says something about a version."""
    _answerers[template] = answerer


def panels_for(version: DatasetVersion, reader: Actor) -> list[Panel]:
    """Those that say something."""
    found = [Panel(template, answerer(version, reader)) for template, answerer in _answerers.items()]
    return [panel for panel in found if panel.told]
