"""The forms that bring a file: for a new dataset, or for the next version of one."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Asset
from catalog.errors import UploadTooLarge
from catalog.models import Dataset, Ingestion, Upload
from catalog.services.ingestions import about_new, begin_ingestion
from catalog.services.uploads import received
from organizations.actor import Actor

Begun = TypeVar("Begun")
FORMATS = gettext_lazy(
    "A table (CSV, Excel’s “CSV UTF-8”, Parquet, JSON), texts, tagged words, or an archive of pictures. You see what "
    "is in it before anything becomes of it."
)


class BringForm(forms.Form):
    """A file: sent with the form, or uploaded before by the page, piece by piece."""

    file = forms.FileField(label=gettext_lazy("File"), required=False, help_text=FORMATS, allow_empty_file=True)
    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*given, **more)
        self.actor = actor

    def clean(self) -> dict[str, Any]:
        """One of both."""
        chosen = super().clean() or {}
        uploads = Upload.objects.begun_by(self.actor).filter(ingestion=None)
        self.found = uploads.filter(uid=chosen["upload"]).first() if chosen.get("upload") else None
        if not (chosen.get("file") or self.found or self.errors.get("file")):
            self.add_error("file", _("Choose a file."))
        return chosen

    def begin(self, about: dict[str, str], dataset: Dataset | None = None) -> Ingestion | None:
        """The draft, or None with what is wrong said beside the file."""
        return self.with_upload(lambda upload: begin_ingestion(upload, about=about, dataset=dataset, by=self.actor))

    def with_upload(self, begin: Callable[[Upload], Begun]) -> Begun | None:
        """What begins with the file, or None with what is wrong said beside it."""
        try:
            return begin(self.found or received(self.cleaned_data["file"], by=self.actor))
        except UploadTooLarge as refused:
            self.add_error("file", str(refused.detail))
        except ValidationError as refused:
            self.add_error("file", refused.messages)
        return None


class VersionForm(BringForm):
    """The next version of a dataset."""

    changes = forms.CharField(
        label=gettext_lazy("What is different"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("For those who used the version before: what was added, corrected or left out."),
    )

    def save(self, dataset: Dataset) -> Ingestion | None:
        """The draft of the new version, or None with what is wrong said beside its field."""
        return self.begin({"changes": self.cleaned_data["changes"]}, dataset)


class DatasetForm(BringForm):
    """A new dataset: its file, and what people read about it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whoever may find the dataset reads this."),
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"), max_length=100, required=False, help_text=gettext_lazy("As in SPDX: CC0-1.0.")
    )
    openness = forms.ChoiceField(
        label=gettext_lazy("Who can find it"),
        choices=Asset.Openness.choices,
        initial=Asset.Openness.CLOSED,
        help_text=gettext_lazy("Rows are shown under an agreement only, unless it is open to all."),
    )

    field_order = ["file", "name", "description", "licence", "openness", "upload"]

    def save(self) -> Ingestion | None:
        """The draft, or None with what is wrong said beside its field."""
        return self.begin(about_new(self.cleaned_data))

    def clean_name(self) -> Any:
        """A name that gives an address."""
        return " ".join(self.cleaned_data["name"].split())
