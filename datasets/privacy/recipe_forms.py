"""The form by which a steward writes how personal data is taken out of a version."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.policy import visible
from catalog.models import DatasetVersion
from organizations.actor import Actor
from organizations.models import Organization
from privacy.deidentifying import told_of
from privacy.models import Finding
from privacy.recipe_words import DEEDS, read_setting
from privacy.recipes import Recipe, RecipeError

MOST_COLUMNS = 100
MOST_ROWS = 10**6


class Line(NamedTuple):
    """What is chosen for a column, and what was found in it."""

    column: str
    found: list[str]
    deed: forms.BoundField
    setting: forms.BoundField
    quasi: forms.BoundField


class RecipeForm(forms.Form):
    """For each column what becomes of it; which rows go; for whom it is."""

    least = forms.IntegerField(
        label=_("Rows that agree"),
        min_value=0,
        max_value=MOST_ROWS,
        required=False,
        help_text=_("Rows of which fewer agree in all the columns ticked above are left out (k). Empty: none."),
    )
    sensitive = forms.ChoiceField(
        label=_("Sensitive column"), required=False, help_text=_("What others would learn of a person, as an illness.")
    )
    diverse = forms.IntegerField(
        label=_("Different values of it"),
        min_value=0,
        max_value=MOST_ROWS,
        required=False,
        help_text=_("Rows are left out whose group has fewer (l). Empty: any."),
    )
    recipient = forms.ModelChoiceField(
        label=_("For"),
        queryset=Organization.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("nobody in particular"),
        help_text=_("Hashes and pseudonyms have a key of their own for each organization."),
    )
    changes = forms.CharField(
        label=_("What is different"), max_length=2000, help_text=_("For whoever reads the list of versions.")
    )
    recipe: Recipe

    def __init__(self, data: Any = None, *, version: DatasetVersion, by: Actor, findings: Sequence[Finding]) -> None:
        super().__init__(data)
        self._columns = [column["name"] for column in version.columns[:MOST_COLUMNS]]
        self._found = {name: [each for each in findings if each.column == name] for name in self._columns}
        self._text = version.text_column
        for at, name in enumerate(self._columns):
            self._add(at, name)
        columns = [("", _("none")), *((name, name) for name in self._columns)]
        self.fields["sensitive"].choices = columns  # type: ignore[attr-defined]
        known = visible(by, Organization.objects.order_by("name"), "discover")
        self.fields["recipient"].queryset = known  # type: ignore[attr-defined]

    def _add(self, at: int, name: str) -> None:
        words = {"column": name}
        self.fields[f"deed_{at}"] = forms.ChoiceField(
            label=_("What becomes of %(column)s") % words,
            choices=list(DEEDS.items()),
            required=False,
            initial=self._suggested(name),
        )
        self.fields[f"setting_{at}"] = forms.CharField(
            label=_("Setting for %(column)s") % words, max_length=20_000, required=False
        )
        self.fields[f"quasi_{at}"] = forms.BooleanField(
            label=_("Others may know %(column)s of a person") % words, required=False
        )

    def _suggested(self, name: str) -> str:
        """What has to go, goes: out of the text that a model reads, else with its column."""
        if not any(finding.answer == Finding.Answer.REMOVE for finding in self._found[name]):
            return ""
        return "mask_found" if name == self._text else "drop"

    def lines(self) -> Iterator[Line]:
        """A line for each column."""
        for at, name in enumerate(self._columns):
            found = [each.get_kind_display() for each in self._found[name]]
            yield Line(name, found, self[f"deed_{at}"], self[f"setting_{at}"], self[f"quasi_{at}"])

    def below(self) -> list[forms.BoundField]:
        """What is asked below the columns."""
        return [self[name] for name in ("least", "sensitive", "diverse", "recipient", "changes")]

    def clean(self) -> None:
        """Read the recipe, once the fields are right."""
        if self.errors:
            return
        try:
            self.recipe = Recipe.from_json(self._told())
        except RecipeError as error:
            raise ValidationError(told_of(error)) from error

    def _told(self) -> dict[str, Any]:
        said, places = self.cleaned_data, list(enumerate(self._columns))
        steps = [
            {"column": name, "deed": deed, "options": read_setting(deed, said[f"setting_{at}"])}
            for at, name in places
            if (deed := said[f"deed_{at}"])
        ]
        quasi = [name for at, name in places if said[f"quasi_{at}"]]
        rest = {"least": said["least"] or 0, "sensitive": said["sensitive"], "diverse": said["diverse"] or 0}
        return {"steps": steps, "quasi": quasi, **rest}
