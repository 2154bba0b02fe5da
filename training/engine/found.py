"""Settings that a search found, which nobody asked for by themselves."""

from dataclasses import dataclass
from typing import Any

from engine.messages import Params, message

CODE = "found_by_search"


@dataclass(frozen=True)
class Found:
    """The `settings`, by their paths, that trial `best` of so many `trials` had; nothing where there was no search."""

    trials: int = 0
    best: int = 0
    settings: tuple[str, ...] = ()

    @property
    def params(self) -> dict[str, Params]:
        """What the sentence speaks of."""
        return {"trials": self.trials, "best": self.best}

    @property
    def names(self) -> list[str]:
        """What the recipe calls each: those of training without their group."""
        return [path.removeprefix("training.") for path in self.settings]

    def why(self) -> dict[str, str]:
        """Of each why it is what it is."""
        return {name: message(CODE, self.params) for name in self.names}

    def choices(self, told: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """What was chosen for the job, where a setting that the search found decided it."""
        own = {"code": CODE, "params": self.params, "why": message(CODE, self.params)}
        return {
            what: {**choice, **own} if choice["code"] == "asked_for" and what in self.names else choice
            for what, choice in told.items()
        }
