"""Models in memory within a limit: who was asked least recently goes first."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from engine.predicting.live import Live


class TooLarge(Exception):
    """A model that alone is more than the limit."""


class Shelf:
    """At most `limit` bytes of models, by name. Whoever computes with one that has gone keeps it until done."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._live: OrderedDict[str, Live] = OrderedDict()
        self._lock, self._loading = Lock(), Lock()

    def get(self, name: str, size: Callable[[], int], load: Callable[[], Live]) -> Live:
        """The model `name`, loaded by `load` unless it is here; room for about `size` bytes is made before.

        One is loaded at a time, so that two together are not more than there is room for.
        Raises TooLarge, and what `load` raises.
        """
        if live := self._known(name):
            return live
        with self._loading:
            if live := self._known(name):  # by who came before
                return live
            if (needed := size()) > self.limit:
                raise TooLarge
            self._make_room(needed)
            live = load()
            self._make_room(live.size)
            with self._lock:
                self._live[name] = live
        return live

    @property
    def names(self) -> list[str]:
        """Who is here, the least recently asked first."""
        with self._lock:
            return [*self._live]

    def _known(self, name: str) -> Live | None:
        with self._lock:
            if name in self._live:
                self._live.move_to_end(name)
            return self._live.get(name)

    def _make_room(self, size: int) -> None:
        with self._lock:
            while self._live and sum(live.size for live in self._live.values()) + size > self.limit:
                self._live.popitem(last=False)
