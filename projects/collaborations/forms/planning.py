"""The forms of milestones and tasks."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import TeamMember
from collaborations.board import workers_of
from collaborations.forms.objectives import add_faults
from collaborations.models import Milestone, Project, Task
from organizations.actor import Actor


class OwnerField(forms.ModelChoiceField[TeamMember]):
    """Somebody of the team, with the organization that they are in it for."""

    def label_from_instance(self, obj: TeamMember) -> str:
        """Their name, and for whom they work."""
        return f"{obj.user} · {obj.organization}"


def day_input() -> forms.DateInput:
    """A day, as a browser picks it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-short"})


class MilestoneForm(forms.ModelForm[Milestone]):
    """A point that the project reaches by a day."""

    class Meta:
        model = Milestone
        fields = ["name", "due_on", "owner"]
        field_classes = {"owner": OwnerField}
        widgets = {"due_on": day_input(), "reached_on": day_input()}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["owner"], workers_of(project), _("nobody’s yet"))


class ChangeMilestoneForm(MilestoneForm):
    """The same, and when it was reached."""

    class Meta(MilestoneForm.Meta):
        fields = [*MilestoneForm.Meta.fields, "reached_on"]


class TaskForm(forms.ModelForm[Task]):
    """Something that somebody does."""

    class Meta:
        model = Task
        fields = ["name", "details", "owner", "due_on", "milestone"]
        field_classes = {"owner": OwnerField}
        widgets = {"details": forms.Textarea(attrs={"rows": 3}), "due_on": day_input()}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["owner"], workers_of(project), _("nobody’s yet"))
        _offer(self.fields["milestone"], project.milestones.all(), _("none"))


class ChangeTaskForm(TaskForm):
    """The same, and its column of the board."""

    class Meta(TaskForm.Meta):
        fields = [*TaskForm.Meta.fields, "state"]


def _offer(field: Any, rows: QuerySet[Any], none: Promise) -> None:
    """Let a field choose among these rows; `none` says what an empty choice means."""
    field.queryset, field.empty_label = rows, none


def kept(form: Any, service: Callable[..., Any], thing: Any, *, by: Actor) -> Any:
    """What the service made of the form; or None with every fault said beside its field."""
    try:
        return service(thing, **form.cleaned_data, by=by)
    except ValidationError as faults:
        add_faults(form, faults)
        return None
