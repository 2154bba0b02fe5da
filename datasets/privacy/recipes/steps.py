"""What can be done to a column, as data that people read and the audit keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

# Each with what it takes: a default, or None where it has to be said.
DEEDS: Mapping[str, Mapping[str, Any]] = {
    "drop": {},  # the column goes
    "mask": {"keep_last": 0},  # every letter, digit and emoji becomes *, but the last so many
    "mask_found": {},  # within a text, whatever the recognisers of personal data find: [person], [email] …
    "hash": {},  # HMAC-SHA-256 under a key of the recipient: equal values stay equal, for this recipient alone
    "pseudonym": {"prefix": "P"},  # P and nine digits under the same key: for this recipient alone, too
    "generalise": {"width": None},  # numbers into ranges of so much: 30-39
    "coarsen_date": {"to": "month"},  # a day to its month or year
    "truncate": {"keep": None},  # texts to their first so many letters: 101** becomes 101
    "group": {"into": None},  # values by a table into groups; what it does not name stays
    "suppress": {},  # every value becomes empty
}


class RecipeError(ValueError):
    """A recipe that can't be carried out on this table; says which step, and what to do."""


@dataclass(frozen=True)
class Step:
    """One deed on one column."""

    column: str
    deed: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def option(self, name: str) -> Any:
        """What was said, or the default."""
        return self.options.get(name, DEEDS[self.deed][name])


@dataclass(frozen=True)
class Recipe:
    """Steps in the order of the columns; each column has at most one.

    With `least`, rows of which fewer than so many agree in all of `quasi` are left out; with `diverse`, so are those
    among which `sensitive` has fewer different values.
    """

    steps: tuple[Step, ...]
    quasi: tuple[str, ...] = ()
    least: int = 0
    sensitive: str = ""
    diverse: int = 0

    @property
    def leaves_out(self) -> bool:
        """Whether rows that stand out go."""
        return self.least > 1 or self.diverse > 1

    def check(self, columns: Sequence[str]) -> None:
        """Raises RecipeError when it doesn't fit a table with these columns."""
        seen = set[str]()
        for step in self.steps:
            if step.column not in columns:
                raise RecipeError(f"There is no column “{step.column}”. Choose one of: {', '.join(columns)}.")
            if step.column in seen:
                raise RecipeError(f"“{step.column}” has two steps. Leave one of them.")
            seen.add(step.column)
            _check_options(step)
        kept = set(columns) - {step.column for step in self.steps if step.deed == "drop"}
        if missing := {*self.quasi, *filter(None, [self.sensitive])} - kept:
            raise RecipeError(f"Rows can't be compared by {', '.join(sorted(missing))}: that is not in the new table.")
        if self.leaves_out and not self.quasi:
            raise RecipeError("Say by which columns rows are compared, or leave none out.")
        if self.diverse > 1 and not self.sensitive:
            raise RecipeError("Diversity is of a sensitive column: name one.")
        if self.sensitive in self.quasi:
            raise RecipeError(f"Rows are compared by “{self.sensitive}”: that can't be the sensitive column, too.")

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Recipe":
        """One that was kept."""
        steps = tuple(Step(**step) for step in kept["steps"])
        rest = {name: kept[name] for name in ("least", "sensitive", "diverse") if name in kept}
        return cls(steps, tuple(kept.get("quasi", ())), **rest)


def _check_options(step: Step) -> None:
    known = DEEDS.get(step.deed)
    if known is None:
        raise RecipeError(f"“{step.column}”: nothing is called “{step.deed}”. Choose one of: {', '.join(DEEDS)}.")
    if unknown := set(step.options) - set(known):
        raise RecipeError(f"“{step.column}”: {step.deed} has no setting {', '.join(sorted(unknown))}.")
    if missing := [name for name, default in known.items() if default is None and name not in step.options]:
        raise RecipeError(f"“{step.column}”: say {', '.join(missing)} of {step.deed}.")
    for name, value in step.options.items():
        if not _fits(name, value):
            raise RecipeError(f"“{step.column}”: {value} is no {name} of {step.deed}.")


def _fits(name: str, value: Any) -> bool:
    if name == "width":
        return isinstance(value, int | float) and value > 0
    if name in ("keep", "keep_last"):
        return isinstance(value, int) and value >= 0
    if name == "to":
        return value in ("month", "year")
    return isinstance(value, Mapping if name == "into" else str)
