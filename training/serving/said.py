"""An answer as its page shows it: the class, how sure, what else was likely, or that the model does not know."""

from dataclasses import dataclass
from typing import Any

from serving.answerable import right_at, threshold_of

SHOWN = 3


@dataclass(frozen=True)
class Likely:
    """A class, or several together (`others`), and the share of the answer."""

    label: str
    share: float
    others: int = 0

    @property
    def width(self) -> str:
        """Of a bar that is 100 wide."""
        return f"{self.share * 100:.1f}"


@dataclass(frozen=True)
class Said:
    """What a model says of one row. `silent`: it is not sure enough to say it."""

    likely: list[Likely]
    threshold: float | None
    right: float | None

    @property
    def first(self) -> Likely:
        """The likeliest class."""
        return self.likely[0]

    @property
    def silent(self) -> bool:
        """Whether it is less sure than what its report bears out."""
        return self.threshold is not None and self.first.share < self.threshold

    @property
    def limit(self) -> str | None:
        """Where the threshold stands in a bar that is 100 wide."""
        return None if self.threshold is None else f"{self.threshold * 100:.1f}"


def said_of(shares: list[float], results: dict[str, Any]) -> Said:
    """The answer, by what the report says of its confidence."""
    likely = sorted(
        (Likely(*each) for each in zip(results["labels"], shares, strict=True)), key=lambda each: -each.share
    )
    rest = likely[SHOWN:]
    if len(rest) > 1:
        likely = [*likely[:SHOWN], Likely("", sum(each.share for each in rest), len(rest))]
    return Said(likely, threshold_of(results), right_at(results, likely[0].share))
