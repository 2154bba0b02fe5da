"""The form that brings in a dataset."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.models import Asset
from catalog.models import Dataset
from catalog.services import add_dataset
from organizations.actor import Actor


class DatasetForm(forms.Form):
    """A file, which of its columns are text and label, and what people read about it."""

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever may find the dataset reads this."),
    )
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or TSV in UTF-8, the first line naming the columns. It stays with you.")
    )
    text = forms.CharField(label=_("Text column"), max_length=200, help_text=_("The column that a model reads."))
    label = forms.CharField(
        label=_("Label column"), max_length=200, help_text=_("The column that a model learns to predict.")
    )
    licence = forms.CharField(label=_("Licence"), max_length=100, required=False, help_text=_("As in SPDX: CC0-1.0."))
    openness = forms.ChoiceField(
        label=_("Who can find it"),
        choices=Asset.Openness.choices,
        initial=Asset.Openness.CLOSED,
        help_text=_("Rows are shown under an agreement only, unless it is open to all."),
    )

    def save(self, *, by: Actor) -> Dataset | None:
        """The new dataset, or None with every fault of the file said beside its field."""
        try:
            return add_dataset(by=by, **self.cleaned_data)
        except ValidationError as faults:
            self.add_error(None if hasattr(faults, "error_dict") else "file", faults)
            return None

    def clean_name(self) -> Any:
        """A name that gives an address."""
        return " ".join(self.cleaned_data["name"].split())
