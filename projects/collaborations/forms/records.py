"""The forms of what a project keeps a record of."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collaborations.forms.planning import day_input
from collaborations.models import Decision, Risk


class RiskForm(forms.ModelForm[Risk]):
    """What may go wrong, or where the parties want different things."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose one")), *Risk.Kind.choices])

    class Meta:
        model = Risk
        fields = ["kind", "words"]
        labels = {"words": _("In your words")}
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}


class ResolutionForm(forms.Form):
    """How it was settled."""

    resolution = forms.CharField(
        max_length=4000, error_messages={"required": _("Write how it was settled: the others read it.")}
    )


class DecisionForm(forms.ModelForm[Decision]):
    """What was decided, why and when."""

    class Meta:
        model = Decision
        fields = ["words", "reason", "decided_on"]
        widgets = {
            "words": forms.Textarea(attrs={"rows": 3}),
            "reason": forms.Textarea(attrs={"rows": 3}),
            "decided_on": day_input(),
        }

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        """Most decisions are written down on their day."""
        return timezone.localdate() if field_name == "decided_on" else super().get_initial_for_field(field, field_name)
