"""What can be done to a column, as data that people read and the audit keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import inf
from typing import Any

from privacy.recipes.faults import RecipeError

LONGEST_PREFIX = 20

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
                raise RecipeError("no_column", column=step.column, columns=", ".join(columns))
            if step.column in seen:
                raise RecipeError("two_steps", column=step.column)
            seen.add(step.column)
            _check_options(step)
        for count in (self.least, self.diverse):
            if not _is_count(count):
                raise RecipeError("count", value=count)
        kept = set(columns) - {step.column for step in self.steps if step.deed == "drop"}
        if not kept:
            raise RecipeError("everything")
        if missing := {*self.quasi, *filter(None, [self.sensitive])} - kept:
            raise RecipeError("not_there", columns=", ".join(sorted(missing)))
        if self.leaves_out and not self.quasi:
            raise RecipeError("no_quasi")
        if self.diverse > 1 and not self.sensitive:
            raise RecipeError("no_sensitive")
        if self.sensitive in self.quasi:
            raise RecipeError("sensitive_is_quasi", column=self.sensitive)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Recipe":
        """One that was kept, or sent. Raises RecipeError when it is none."""
        try:
            steps = tuple(Step(each["column"], each["deed"], dict(each.get("options", {}))) for each in kept["steps"])
            rest = {name: kept[name] for name in ("least", "sensitive", "diverse") if name in kept}
            recipe = cls(steps, tuple(kept.get("quasi", ())), **rest)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RecipeError("shape") from error
        words = [*recipe.quasi, recipe.sensitive, *(word for step in steps for word in (step.column, step.deed))]
        if not all(isinstance(word, str) for word in words):
            raise RecipeError("shape")
        return recipe


def _check_options(step: Step) -> None:
    known = DEEDS.get(step.deed)
    if known is None:
        raise RecipeError("no_deed", column=step.column, deed=step.deed, deeds=", ".join(DEEDS))
    if unknown := set(step.options) - set(known):
        raise RecipeError("no_setting", column=step.column, deed=step.deed, names=", ".join(sorted(unknown)))
    if missing := [name for name, default in known.items() if default is None and name not in step.options]:
        raise RecipeError("say", column=step.column, deed=step.deed, names=", ".join(missing))
    for name, value in step.options.items():
        if not _fits(name, value):
            raise RecipeError("unfit", column=step.column, deed=step.deed, name=name, value=value)


def _fits(name: str, value: Any) -> bool:
    if name == "width":
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < inf
    if name in ("keep", "keep_last"):
        return _is_count(value)
    if name == "to":
        return value in ("month", "year")
    if name == "into":
        return isinstance(value, Mapping) and all(isinstance(word, str) for pair in value.items() for word in pair)
    return isinstance(value, str) and len(value) <= LONGEST_PREFIX


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
