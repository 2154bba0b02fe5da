"""The forms of objectives: what shall be reached, and what one's organization expects of it."""

from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.models import Asset
from agreements.policy import visible
from collaborations.metrics import metrics
from collaborations.models import Objective, Project
from collaborations.services.objectives import change_objective, expect, state_objective
from organizations.actor import Actor


class ObjectiveForm(forms.Form):
    """A figure, how large it shall be, on which rows, and by when."""

    name = forms.CharField(label=_("What shall be reached"), max_length=200)
    measure = forms.ChoiceField(label=_("Measured by"))
    comparison = forms.ChoiceField(label=_("Shall be"), choices=Objective.Comparison.choices)
    target = forms.FloatField(
        label=_("Target"),
        widget=forms.NumberInput(attrs={"step": "any", "class": "input-short"}),
        help_text=_("Of a share, a number from 0 to 1: 0.9 is 90 %."),
    )
    dataset = forms.ModelChoiceField(
        label=_("On the test rows of"),
        queryset=Asset.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("any dataset"),
    )
    due_on = forms.DateField(
        label=_("To be reached by"), widget=forms.DateInput(attrs={"type": "date", "class": "input-short"})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        by_task = groupby(metrics(), key=lambda each: each.task_name)
        self.fields["measure"].choices = [  # type: ignore[attr-defined]
            (task, [(each.key, each.name) for each in of_task]) for task, of_task in by_task
        ]
        datasets = Asset.objects.filter(kind=Asset.Kind.DATASET).order_by("name", "id")
        self.fields["dataset"].queryset = visible(actor, datasets, "discover")  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the form says, in the words of the services."""
        given = dict(self.cleaned_data)
        given["task"], given["metric"] = given.pop("measure").split(":")
        return given


class StateObjectiveForm(ObjectiveForm):
    """The same, with what one's own side expects of it."""

    expectation = forms.CharField(
        label=_("What your organization expects"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In words, for the others: what it is worth to you, and what you will do with it."),
    )

    def save(self, project: Project) -> Objective | None:
        """The objective; or None with every fault said beside its field."""
        try:
            return state_objective(project, **self.said(), by=self.actor)
        except ValidationError as faults:
            add_faults(self, faults)
            return None


class ChangeObjectiveForm(ObjectiveForm):
    """Another figure, target, dataset or day; it begins with the present ones."""

    def __init__(self, *args: Any, objective: Objective, **kwargs: Any) -> None:
        began = {name: getattr(objective, name) for name in ("name", "comparison", "target", "due_on")}
        began |= {"measure": f"{objective.task}:{objective.metric}"}
        began |= {"dataset": objective.dataset.slug if objective.dataset else None}
        super().__init__(*args, initial=began, **kwargs)
        self.objective = objective
        if objective.dataset and not self.fields["dataset"].queryset.contains(objective.dataset):  # type: ignore[attr-defined]
            del self.fields["dataset"]  # who may not know of it doesn't change it

    def save(self) -> Objective | None:
        """The objective as it is now; or None with every fault said beside its field."""
        try:
            return change_objective(self.objective, **self.said(), by=self.actor)
        except ValidationError as faults:
            add_faults(self, faults)
            return None


class ExpectationForm(forms.Form):
    """What one's own organization expects of an objective."""

    words = forms.CharField(
        label=_("What your organization expects"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def save(self, objective: Objective, *, by: Actor) -> bool:
        """Whether it is kept; else the fault is said beside the field."""
        try:
            expect(objective, self.cleaned_data["words"], by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
            return False
        return True


def add_faults(form: forms.Form, faults: ValidationError) -> None:
    """What a service found, beside the field that it speaks of; a figure and its task are one field here."""
    if hasattr(faults, "error_dict"):
        for name, each in faults.error_dict.items():
            place = {"metric": "measure", "task": "measure", "starts": "starts_on", "rule": "repeats"}.get(name, name)
            form.add_error(place if place in form.fields else None, each)
    else:
        form.add_error(None, faults)
