"""The form of a new job; its settings, their ranges and defaults come from the engine's schema."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import DatasetVersion
from collaborations.models import Project
from engine.spec import describe
from jobs.choices import Pick, dataset_picks, model_picks, newest_dataset, newest_model
from jobs.cloning import prefilled, unshown
from jobs.models import Job
from jobs.search_fields import field_at, search_fields, search_of
from jobs.settings_words import METHODS, SETTINGS
from jobs.specs import METHODS_NOT_HERE, pin
from jobs.wish_fields import WISHES, JobChoice, wish_fields, wishes_of
from jobs.wishes import Wishes
from organizations.actor import Actor
from registry.models import ModelVersion

FIELDS: dict[str, type[forms.Field]] = {
    "integer": forms.IntegerField,
    "number": forms.FloatField,
    "string": forms.CharField,
}


# By the beginning of a setting's path; the method is chosen by itself, and the task is always the same (jobs/specs.py).
GROUPS = {
    "training.": gettext_lazy("Training"),
    "adapter.": gettext_lazy("Adapters and prompts"),
    "split.": gettext_lazy("Split and seed"),
    "seed": gettext_lazy("Split and seed"),
}
OFFERED = [path for path in SETTINGS if path == "method" or path.startswith(tuple(GROUPS))]


class JobForm(forms.Form):
    """Faults of the settings are the engine's own, found all at once."""

    model = forms.CharField(label=gettext_lazy("Base model"), required=False)
    dataset = forms.CharField(label=gettext_lazy("Dataset"))
    name = forms.CharField(
        label=gettext_lazy("Name of the job"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("You and your partners see it in lists. Left empty, it is named after the dataset."),
    )

    def __init__(self, *args: Any, project: Project, actor: Actor, clone_of: Job | None = None, **options: Any) -> None:
        options["initial"] = prefilled(clone_of, OFFERED) if clone_of else None
        super().__init__(*args, **options)
        self.project = project
        self.actor = actor
        self.clone_of = clone_of
        self.fields |= {path: _field(path) for path in OFFERED} | search_fields() | wish_fields(project, actor)

    def asked(self) -> list[forms.BoundField]:
        """The fields for what is asked of the queue."""
        return [self[name] for name in WISHES]

    def searched(self) -> list[forms.BoundField]:
        """The fields for a search."""
        return [self[name] for name in search_fields()]

    def wishes(self) -> Wishes:
        """The same, as it was chosen."""
        return wishes_of(self.cleaned_data)

    def settings(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of the settings, group by group."""
        groups: dict[str, list[forms.BoundField]] = {}
        for beginning, title in GROUPS.items():
            groups.setdefault(str(title), []).extend(self[path] for path in OFFERED if path.startswith(beginning))
        return list(groups.items())

    def method_picks(self) -> list[Pick]:
        """Methods to choose from."""
        chosen = self["method"].value()
        offered = {name: why for name, why in METHODS.items() if name not in METHODS_NOT_HERE}
        return [Pick(name, name, "", str(why), checked=name == chosen) for name, why in offered.items()]

    def model_picks(self) -> list[Pick]:
        """Base models to choose from."""
        return model_picks(self.actor, self.project, self["model"].value() or "")

    def dataset_picks(self) -> list[Pick]:
        """Datasets to choose from."""
        return dataset_picks(self.actor, self.project, self["dataset"].value() or "")

    def clean_model(self) -> ModelVersion:
        """The newest version of the model chosen; what stands for it where the job before makes it."""
        choice = cast("JobChoice", self.fields["after"])
        if self.data.get("from_result") and (before := choice.job_at(self.data.get("after", ""))):
            return before.model_version
        model = newest_model(self.actor, self.project, self.cleaned_data["model"])
        if model is None:
            raise ValidationError(_("Choose one of the models below."))
        return model

    def clean_dataset(self) -> DatasetVersion:
        """The newest version of the dataset chosen that may be used."""
        dataset = newest_dataset(self.actor, self.project, self.cleaned_data["dataset"])
        if dataset is None:
            raise ValidationError(_("Choose one of the datasets below."))
        return dataset

    def spec(self) -> dict[str, Any]:
        """The settings as a spec; what was left empty takes its default.

        What the form doesn't show is as in the job that it was started from.
        """
        spec = unshown(self.clone_of, OFFERED) if self.clone_of else {}
        for path in OFFERED:
            value = self.cleaned_data.get(path)
            if value not in (None, ""):
                *parents, name = path.split(".")
                inner = spec
                for parent in parents:
                    inner = inner.setdefault(parent, {})
                inner[name] = value
        return spec | search_of(self.cleaned_data)

    def clean(self) -> None:
        """Ask the engine about the settings, once both inputs are known."""
        model, dataset = self.cleaned_data.get("model"), self.cleaned_data.get("dataset")
        if not (model and dataset):
            return
        try:
            pin(self.spec(), model=model, dataset=dataset)
        except ValidationError as error:
            for path, faults in error.message_dict.items():
                self.add_error(field_at(path.removeprefix("spec."), self.fields), faults)


def _field(path: str) -> forms.Field:
    described: dict[str, Any] = describe()
    default: Any = None
    for name in path.split("."):
        described = described["properties"][name]
        default = described.get("default", default[name] if isinstance(default, dict) else None)
    title, help_text = SETTINGS[path]
    options = {"label": title, "help_text": help_text, "initial": default, "required": False}
    if "enum" in described:
        return forms.ChoiceField(choices=[(choice, choice) for choice in described["enum"]], **options)
    widget = forms.TextInput(attrs={"class": "input-short", "inputmode": "decimal"})
    kind = described["type"] if isinstance(described["type"], str) else described["type"][0]  # the other one is null
    return FIELDS[kind](widget=widget, **options)
