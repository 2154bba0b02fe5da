"""The forms that bring in a dataset and its later versions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.models import Asset
from catalog.models import Dataset, DatasetVersion
from catalog.services import add_dataset, add_dataset_version
from organizations.actor import Actor


class TableForm(forms.Form):
    """A file, and which of its columns are text and label."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV or TSV in UTF-8, the first line naming the columns. It stays with you.")
    )
    text = forms.CharField(label=_("Text column"), max_length=200, help_text=_("The column that a model reads."))
    label = forms.CharField(
        label=_("Label column"), max_length=200, help_text=_("The column that a model learns to predict.")
    )

    def say(self, faults: ValidationError) -> None:
        """Every fault of the file, beside its field."""
        self.add_error(None if hasattr(faults, "error_dict") else "file", faults)


class VersionForm(TableForm):
    """The next version of a dataset."""

    changes = forms.CharField(
        label=_("What is different"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("For those who used the version before: what was added, corrected or left out."),
    )

    def save(self, dataset: Dataset, *, by: Actor) -> DatasetVersion | None:
        """The new version, or None with every fault of the file said beside its field."""
        try:
            return add_dataset_version(dataset, by=by, **self.cleaned_data)
        except ValidationError as faults:
            self.say(faults)
            return None


class DatasetForm(TableForm):
    """A new dataset: its table, and what people read about it."""

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever may find the dataset reads this."),
    )
    licence = forms.CharField(label=_("Licence"), max_length=100, required=False, help_text=_("As in SPDX: CC0-1.0."))
    openness = forms.ChoiceField(
        label=_("Who can find it"),
        choices=Asset.Openness.choices,
        initial=Asset.Openness.CLOSED,
        help_text=_("Rows are shown under an agreement only, unless it is open to all."),
    )

    field_order = ["name", "description", "file", "text", "label", "licence", "openness"]

    def save(self, *, by: Actor) -> Dataset | None:
        """The new dataset, or None with every fault of the file said beside its field."""
        try:
            return add_dataset(by=by, **self.cleaned_data)
        except ValidationError as faults:
            self.say(faults)
            return None

    def clean_name(self) -> Any:
        """A name that gives an address."""
        return " ".join(self.cleaned_data["name"].split())
