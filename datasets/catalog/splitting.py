"""What a person may say of a split: how it is made, its shares and seed, and what becomes of rows that are alike."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.formats import Guess, Split
from catalog.formats.sharing import ROLE
from catalog.models import DatasetVersion
from catalog.telling import ROLES

WAYS: dict[str, Promise] = {
    "": gettext_lazy("as a column or the names of folders say, or not at all"),
    "random": gettext_lazy("made at random"),
    "stratified": gettext_lazy("made at random, each class with the same shares"),
    "grouped": gettext_lazy("made at random, what belongs together stays in one part"),
    "time": gettext_lazy("made by time: the latest rows are the test"),
}
ALIKE: dict[str, Promise] = {
    "told": gettext_lazy("are shown in the profile"),
    "removed": gettext_lazy("are left out, of training first"),
    "refused": gettext_lazy("are a fault: nothing is brought in"),
}
GIVEN = gettext_lazy("given by the data")
PARTS: dict[str, Promise] = {
    "train": gettext_lazy("training"),
    "validation": gettext_lazy("validation"),
    "test": gettext_lazy("test"),
}
SHARES = (0.01, 0.8)  # of validation, and of the test
MOST_SEED = 2**31 - 1


def split_as_told(split: Split, told: Mapping[str, Any]) -> Split:
    """The split with what is told of it.

    Raises:
        ValidationError: there is no such way, or the shares leave nothing to train on.
    """
    split = replace(split, **told)
    if split.way not in WAYS or split.alike not in ALIKE:
        word = split.way if split.way not in WAYS else split.alike
        raise ValidationError({"split": _("There is no split “%(word)s”.") % {"word": word}})
    if not 0 <= split.seed <= MOST_SEED:
        raise ValidationError({"split": _("A seed is a whole number from 0 to %(most)s.") % {"most": MOST_SEED}})
    least, most = SHARES
    if not all(least <= share <= most for share in (split.validation, split.test)):
        words = _("Validation and test have %(least)s to %(most)s %% of the rows each.")
        raise ValidationError({"split": words % {"least": round(100 * least), "most": round(100 * most)}})
    if split.validation + split.test > 0.9:
        raise ValidationError({"split": _("Leave at least 10 % of the rows to train on.")})
    return split


def can_split(guess: Guess) -> bool:
    """Whether a column has the use that the way of its split goes by."""
    needed = ROLE.get(guess.split.way)
    return needed is None or needed in {column.role for column in guess.columns}


def check_split(guess: Guess) -> None:
    """Raises ValidationError where no column has the use that the way goes by."""
    if not can_split(guess):
        words = _("To be %(way)s, a column must be “%(role)s”. Choose it, or split in another way.")
        raise ValidationError({"split": words % {"way": WAYS[guess.split.way], "role": ROLES[ROLE[guess.split.way]]}})


def told_split(version: DatasetVersion) -> dict[str, Any] | None:
    """For the page: how the parts of a version came about, and how many rows each has; None where there are none."""
    split = version.split
    if not split:
        return None
    rows_of = split["parts"]
    parts = [(words, rows_of[part], rows_of[part] / version.rows) for part, words in PARTS.items() if part in rows_of]
    return {**split, "told_way": GIVEN if split["way"] == "given" else WAYS[split["way"]], "rows_of": parts}
