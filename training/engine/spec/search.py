"""How settings are searched: by how many trials, drawn from where, and which of them are given up early."""

from dataclasses import dataclass, field
from typing import Any, Literal

from engine.spec.options import option, titled


@dataclass(frozen=True)
class Span:
    """A number from `low` to `high`, both included."""

    low: float = option(title="Lowest", explain="The least value that is tried.")
    high: float = option(title="Highest", explain="The greatest value that is tried.")
    log: bool = option(False, title="Logarithmic", explain="Every power of ten is as likely as another.")


@dataclass(frozen=True)
class Choices:
    """One of some values."""

    choices: tuple[Any, ...] = option(title="Choices", explain="The values that are tried.")


Space = dict[str, Span | Choices]  # by the path of a setting


@dataclass(frozen=True)
class Search:
    """Trials, each trained on the training rows with settings from `space`, and judged by the validation rows."""

    trials: int = option(
        0, title="Trials", explain="How many settings are tried; 0 for no search.", minimum=0, maximum=10_000
    )
    sampler: Literal["tpe", "random"] = option(
        "tpe", title="Sampler", explain="TPE draws where trials before were good, the other anywhere."
    )
    pruner: Literal["none", "asha"] = option(
        "none",
        title="Pruner",
        explain="ASHA gives a trial up that is not in the best third after 1, 3, 9 or more evaluations.",
    )
    space: Space = field(
        default_factory=dict,
        metadata=titled("Space", "For each setting that is searched its range, low to high, or its choices."),
    )
