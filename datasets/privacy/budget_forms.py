"""Forms about privacy budgets: a question that is answered with noise, and the owner's limit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.statistics import MOST_BINS, Question, Statistic

MOST_EPSILON = 1000.0
LEAST_EPSILON = 0.0001


def _number(**options: Any) -> forms.FloatField:
    return forms.FloatField(widget=forms.TextInput(attrs={"class": "input-short", "inputmode": "decimal"}), **options)


class StatisticForm(forms.Form):
    """What is asked of which column, and what it may cost."""

    column = forms.ChoiceField(label=_("Column"))
    statistic = forms.ChoiceField(label=_("Statistic"), choices=Statistic.choices)
    low = _number(
        label=_("Lowest value"),
        required=False,
        help_text=_("For a mean and for ranges: the bounds as they are known without the data."),
    )
    high = _number(label=_("Highest value"), required=False)
    bins = forms.IntegerField(
        label=_("Number of ranges"),
        required=False,
        min_value=1,
        max_value=MOST_BINS,
        widget=forms.TextInput(attrs={"class": "input-short", "inputmode": "numeric"}),
    )
    epsilon = _number(
        label=_("ε that it may cost"),
        min_value=LEAST_EPSILON,
        max_value=MOST_EPSILON,
        help_text=_("More gives less noise, and leaves less for later questions. What is spent does not come back."),
    )

    def __init__(self, *args: Any, columns: list[dict[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["column"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each["name"], each["name"]) for each in columns]

    def question(self) -> Question:
        """The same, as it is asked."""
        asked = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return Question(**asked)


class LimitForm(forms.Form):
    """What all recipients together may spend; both left empty: nothing is said."""

    epsilon = _number(label=_("ε of all together"), required=False, min_value=LEAST_EPSILON, max_value=MOST_EPSILON)
    delta = _number(label=_("at δ"), required=False, min_value=0.0, max_value=0.999)
