"""What follows when a version of a dataset has come in: apps above say it when they are ready."""

from collections.abc import Callable

from catalog.models import DatasetVersion
from organizations.actor import Actor

Answerer = Callable[[DatasetVersion, Actor], None]
_answerers: dict[str, Answerer] = {}


def register(name: str, answerer: Answerer) -> None:
    """Call `answerer` with each version that comes in and who brought it, in the transaction that shows it."""
    _answerers[name] = answerer


def tell(version: DatasetVersion, by: Actor) -> None:
    """A version is here."""
    for answerer in _answerers.values():
        answerer(version, by)
