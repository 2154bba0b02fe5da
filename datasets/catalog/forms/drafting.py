"""The form in which a person corrects what was guessed of a file."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext, gettext_lazy

from catalog.correcting import DELIMITERS, check_whole, corrected, encodings_for, is_read_otherwise, kinds_for
from catalog.formats import Column, Guess, Split
from catalog.models import DatasetVersion
from catalog.splitting import ALIKE, MOST_SEED, SHARES, WAYS
from catalog.telling import KINDS, ROLES

MOST_COLUMNS = 200


class DraftForm(forms.Form):
    """Shape, encoding, delimiter; of each column its kind and its role."""

    shape = forms.ChoiceField(label=gettext_lazy("Shape"), choices=DatasetVersion.Shape.choices)

    def __init__(self, *given: Any, guess: Guess, **more: Any) -> None:
        super().__init__(*given, **more)
        self.before = guess
        self.fields["shape"].initial = guess.shape
        if encodings := encodings_for(guess):
            choices = [(each, each.upper()) for each in encodings]
            self.fields["encoding"] = forms.ChoiceField(
                label=gettext_lazy("Encoding"), choices=choices, initial=guess.encoding
            )
        if delimiter := guess.dialect.get("delimiter"):
            named = {delimiter: delimiter, **DELIMITERS}
            self.fields["delimiter"] = forms.ChoiceField(
                label=gettext_lazy("Values are separated by"), choices=list(named.items()), initial=delimiter
            )
        if "header" in guess.dialect:
            self.fields["header"] = forms.ChoiceField(
                label=gettext_lazy("The first line"),
                choices=[("1", gettext_lazy("names the columns")), ("", gettext_lazy("is a row like the others"))],
                initial="1" if guess.dialect["header"] else "",
                required=False,
            )
        self.fields |= _split_fields(guess.split)
        for at, column in enumerate(self.shown):
            kinds = [(kind, KINDS.get(kind, kind)) for kind in kinds_for(guess, column)]
            self.fields[f"kind_{at}"] = _choice(f"{column.name}: {gettext('kind')}", kinds, column.kind)
            roles = list(ROLES.items())
            self.fields[f"role_{at}"] = _choice(f"{column.name}: {gettext('use')}", roles, column.role)

    @property
    def shown(self) -> list[Column]:
        """The columns that have fields of their own: a form has not any number."""
        return self.before.columns[:MOST_COLUMNS]

    @property
    def more_columns(self) -> int:
        """How many have none."""
        return len(self.before.columns) - len(self.shown)

    @property
    def file_fields(self) -> list[BoundField]:
        """What is said of the file as a whole."""
        return [self[name] for name in ("shape", "encoding", "delimiter", "header") if name in self.fields]

    @property
    def split_fields(self) -> list[BoundField]:
        """How rows are shared out."""
        return [self[f"split_{name}"] for name in asdict(self.before.split)]

    @property
    def columns(self) -> Iterator[tuple[str, BoundField, BoundField, bool]]:
        """Each column with its fields, and whether its kind can be another."""
        for at, column in enumerate(self.shown):
            kind = self[f"kind_{at}"]
            yield column.name, kind, self[f"role_{at}"], len(kinds_for(self.before, column)) > 1

    def clean(self) -> dict[str, Any]:
        """What fits together; where the file is read otherwise, its columns are not known yet."""
        chosen = super().clean() or {}
        if self.errors:
            return chosen
        columns = [
            {"name": column.name, "kind": chosen[f"kind_{at}"], "role": chosen[f"role_{at}"]}
            for at, column in enumerate(self.shown)
        ]
        split = {name: chosen[f"split_{name}"] for name in ("way", "seed", "alike")}
        split |= {name: chosen[f"split_{name}"] / 100 for name in ("validation", "test")}
        try:
            self.guess = corrected(self.before, chosen | {"columns": columns, "split": split})
            if not self.reads_otherwise:
                check_whole(self.guess)
        except ValidationError as wrong:
            for name, messages in wrong.message_dict.items():
                self.add_error(name if name in self.fields else None, messages)
        return chosen

    @property
    def reads_otherwise(self) -> bool:
        """Whether encoding or delimiter were corrected."""
        return is_read_otherwise(self.before, self.guess)


def _split_fields(split: Split) -> dict[str, forms.Field]:
    least, most = (round(100 * share) for share in SHARES)
    return {
        "split_way": _choice(gettext("How the parts are made"), list(WAYS.items()), split.way),
        "split_validation": forms.IntegerField(
            label=gettext("For validation, in %"),
            min_value=least,
            max_value=most,
            initial=round(100 * split.validation),
            help_text=gettext("Of a split that is made here."),
        ),
        "split_test": forms.IntegerField(
            label=gettext("For the test, in %"), min_value=least, max_value=most, initial=round(100 * split.test)
        ),
        "split_seed": forms.IntegerField(
            label=gettext("Seed"),
            min_value=0,
            max_value=MOST_SEED,
            initial=split.seed,
            help_text=gettext("The same seed makes the same parts."),
        ),
        "split_alike": forms.ChoiceField(
            label=gettext("Rows of two parts that are nearly the same"),
            choices=list(ALIKE.items()),
            initial=split.alike,
        ),
    }


def _choice(label: str, choices: list[tuple[Any, Any]], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)
