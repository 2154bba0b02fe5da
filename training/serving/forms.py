"""What is asked of a model on its page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST_FILE = 16 * 2**20
FIELDS: dict[str, Any] = {
    "text": lambda: forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 4})),
    "second": lambda: forms.CharField(label=_("Second text"), widget=forms.Textarea(attrs={"rows": 4})),
    "image": lambda: forms.FileField(label=_("Picture"), help_text=_("A PNG or JPEG file of at most 16 MB.")),
}


class PredictForm(forms.Form):
    """One row: a field for each input of the model, and whether the answer is to be explained."""

    def __init__(self, inputs: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inputs = inputs
        self.fields.update({name: FIELDS[name]() for name in inputs})
        self.fields["explain"] = forms.BooleanField(
            label=_("Show what the answer rests on"),
            help_text=_("That takes longer, and counts as 25 rows."),
            required=False,
        )

    def clean_image(self) -> Any:
        """Small enough to be sent on."""
        image = self.cleaned_data["image"]
        if image.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file has more than 16 MB. Send a smaller picture."))
        return image

    def cells(self) -> dict[str, bytes]:
        """What was filled in, as bytes."""
        given = {name: self.cleaned_data[name] for name in self.inputs}
        return {name: each.encode() if isinstance(each, str) else each.read() for name, each in given.items()}
