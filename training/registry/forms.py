"""The form that brings a model: an archive of its folder, and what people read about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Asset
from catalog.forms.bringing import BringForm
from registry.models import Arrival
from registry.services.arrivals import begin_arrival


class ModelForm(BringForm):
    """A new model. What is left empty is read from its card, README.md."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "The model’s folder as save_pretrained or a Hugging Face repository has it, packed as zip, tar or tar.gz: "
            "config.json and weights as safetensors. What could run code is refused, file by file."
        ),
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever may find the model reads this."),
    )
    field = forms.CharField(label=_("Field of work"), max_length=200, required=False)
    task = forms.CharField(
        label=_("Task"), max_length=100, required=False, help_text=_("Empty: as the model’s card says.")
    )
    licence = forms.CharField(
        label=_("Licence"), max_length=100, required=False, help_text=_("Empty: as the model’s card says.")
    )
    openness = forms.ChoiceField(
        label=_("Who can find it"),
        choices=Asset.Openness.choices,
        initial=Asset.Openness.CLOSED,
        help_text=_("Weights are released under an agreement only, unless it is open to all."),
    )
    field_order = ["file", "name", "description", "field", "task", "licence", "openness", "upload"]

    def save(self) -> Arrival | None:
        """The model on its way in, or None with what is wrong said beside the file."""
        return self.with_upload(lambda upload: begin_arrival(upload, about=self.cleaned_data, by=self.actor))
