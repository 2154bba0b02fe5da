"""Which rows a model is asked about, on its page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Undertaking
from agreements.operations import Operation
from agreements.policy import visible
from catalog.models import DatasetVersion
from organizations.actor import Actor
from serving.batches.reading import SUFFIXES

OFFERED = 100
CALLED = {  # the settings that name a column, `reading.COLUMNS`, as people say them
    "text": _("Column of the texts"),
    "second": _("Column of the second texts"),
    "tokens": _("Column of the words"),
    "prompt": _("Column of what is asked"),
    "context": _("Column of what is given with it"),
    "messages": _("Column of the messages"),
    "source": _("Column of the texts"),
    "time": _("Column of the moments"),
    "group": _("Column of what belongs together"),
    "picture": _("Column of the pictures"),
}


class BatchForm(forms.Form):
    """A file, or a version of a dataset; and what the columns are called there."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with a header, JSON Lines or Parquet, at most 256 MB. It is not kept once all is said."),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        required=False,
    )
    dataset = forms.ChoiceField(label=_("Or a dataset"), required=False)

    def __init__(self, columns: Mapping[str, str], versions: list[DatasetVersion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns, self.versions = columns, {str(version.pk): version for version in versions}
        choices = [("", "—"), *((pk, str(each.version)) for pk, each in self.versions.items())]
        self.fields["dataset"] = forms.ChoiceField(label=_("Or a dataset"), choices=choices, required=False)
        for name, column in columns.items():
            self.fields[f"column_{name}"] = forms.CharField(label=CALLED[name], initial=column, required=False)

    def clean(self) -> dict[str, Any]:
        """Either of the two."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("file")) == bool(given.get("dataset")) and not self.errors:
            raise forms.ValidationError(_("Choose a file or a dataset, one of the two."))
        return given

    def rows(self) -> Any:
        """What was chosen."""
        return self.cleaned_data.get("file") or self.versions[self.cleaned_data["dataset"]]

    def named(self) -> dict[str, str]:
        """The columns that are called otherwise than in training."""
        given = {name: self.cleaned_data[f"column_{name}"] for name in self.columns}
        return {name: column for name, column in given.items() if column and column != self.columns[name]}


def offered(by: Actor, project: Undertaking | None) -> list[DatasetVersion]:
    """The newest versions of datasets whose rows `by` may have a model asked about, and read what it says of them."""
    newest = DatasetVersion.objects.select_related("version__asset__owner").order_by("-pk")
    for operation in (Operation.EVALUATE, Operation.PREVIEW):
        newest = visible(by, newest, operation, project=project)
    return list(newest[:OFFERED])
