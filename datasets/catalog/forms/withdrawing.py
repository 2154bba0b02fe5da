"""The form by which a steward withdraws rows: which column names them, and the keys."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import DatasetVersion
from catalog.services.withdrawals import columns_for_keys

LARGEST = 10 << 20


class WithdrawalForm(forms.Form):
    """Keys one on each line, pasted or as a file."""

    column = forms.ChoiceField(
        label=gettext_lazy("Column"), help_text=gettext_lazy("Its values name the rows, as a number of a record does.")
    )
    keys = forms.CharField(
        label=gettext_lazy("Keys of the rows"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One on each line. They are forgotten when the rows are gone."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file of keys"),
        required=False,
        help_text=gettext_lazy("A text in UTF-8 with a key on each line, up to 10 MB."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=gettext_lazy("Whoever may know of the dataset reads it beside the new version. Name nobody."),
    )
    deletes = forms.BooleanField(
        label=gettext_lazy("Delete the files of earlier versions"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "With copies, profiles and predictions on their rows, for good; a certificate says so. Otherwise they "
            "stay, and nobody can read them."
        ),
    )

    def __init__(self, *given: Any, version: DatasetVersion, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["column"].choices = [(name, name) for name in columns_for_keys(version)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """All keys together."""
        told = super().clean() or {}
        told["keys"] = [*told.get("keys", "").splitlines(), *self._in_file(told.get("file"))]
        return told

    def _in_file(self, file: "UploadedFile[Any] | None") -> list[str]:
        if file is None:
            return []
        if (file.size or 0) > LARGEST:
            self.add_error("file", _("%(name)s is larger than 10 MB. Withdraw them in parts.") % {"name": file.name})
            return []
        try:
            return str(file.read().decode("utf-8-sig")).splitlines()
        except UnicodeDecodeError:
            self.add_error("file", _("%(name)s is not a text in UTF-8. Save it as one.") % {"name": file.name})
            return []
