"""The form of a new job."""

from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import DatasetVersion
from collaborations.models import Project
from jobs.budgets import told_budget
from jobs.choices import Pick, dataset_picks, model_picks, newest_dataset, newest_model, task_picks
from jobs.cloning import NEW, base_value, prefilled, unshown
from jobs.helper_fields import helper_fields
from jobs.helpers import ROLES, Helpers
from jobs.models import Job
from jobs.offers import Offer, offers_of
from jobs.search_fields import field_at, search_fields, search_of
from jobs.setting_fields import BY_SHARES, GROUPS, OFFERED, PART, setting_fields
from jobs.settings_words import METHOD_NAMES, METHODS, SETTINGS
from jobs.specs import METHODS_NOT_HERE, pin
from jobs.wish_fields import WISHES, JobChoice, wish_fields, wishes_of
from jobs.wishes import Wishes
from organizations.actor import Actor
from registry.models import ModelVersion

EPSILON = "privacy.epsilon"
ORDER = {path: place for place, path in enumerate(SETTINGS)}


class JobForm(forms.Form):
    """Faults of the settings are the engine's own, found all at once."""

    model = forms.CharField(label=gettext_lazy("Base model"), required=False)
    dataset = forms.CharField(label=gettext_lazy("Dataset"))
    task = forms.CharField(label=gettext_lazy("Task"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Name of the job"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("You and your partners see it in lists. Left empty, it is named after the dataset."),
    )

    def __init__(
        self,
        *args: Any,
        project: Project,
        actor: Actor,
        clone_of: Job | None = None,
        dataset: str = "",
        **options: Any,
    ) -> None:
        begun = prefilled(clone_of, OFFERED) if clone_of else {}
        begun |= {"dataset": dataset} if dataset else {}
        options["initial"] = {**begun, **options.get("initial", {})}
        super().__init__(*args, **options)
        self.project = project
        self.actor = actor
        self.clone_of = clone_of
        looked_at = self._looked_at()
        self.offers = offers_of(looked_at) if looked_at else []
        self.offer = self._offer()
        self.fields |= setting_fields(self.offer) | helper_fields(self.offer, project, actor)
        self.fields |= search_fields() | wish_fields(project, actor)
        self.budget = told_budget(looked_at, project, actor) if looked_at else ""
        if self.budget:
            self.fields[EPSILON].help_text = f"{self.budget} {self.fields[EPSILON].help_text}"

    def _looked_at(self) -> DatasetVersion | None:
        """The dataset chosen so far; where there is only one, that."""
        slug = self["dataset"].value()
        if not slug and len(allowed := [pick for pick in self.dataset_picks if not pick.refused]) == 1:
            slug = allowed[0].value
        return newest_dataset(self.actor, self.project, slug) if slug else None

    def _offer(self) -> Offer | None:
        """What the dataset offers for the task chosen so far, or else first."""
        task = self["task"].value()
        first = self.offers[0] if self.offers else None
        return next((offer for offer in self.offers if offer.task == task), first)

    def asked(self) -> list[forms.BoundField]:
        """The fields for what is asked of the queue."""
        return [self[name] for name in WISHES]

    def searched(self) -> list[forms.BoundField]:
        """The fields for a search."""
        return [self[name] for name in search_fields()]

    def wishes(self) -> Wishes:
        """The same, as it was chosen."""
        return wishes_of(self.cleaned_data)

    def helpers(self) -> Helpers:
        """What was chosen to help, by roles."""
        chosen = {name: self.cleaned_data.get(role.place) for name, role in ROLES.items()}
        return {name: version for name, version in chosen.items() if version}

    def settings(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of the settings, group by group."""
        groups: dict[str, list[forms.BoundField]] = {}
        for beginning, title in GROUPS.items():
            paths = [path for path in self.fields if path.startswith(beginning)]
            ordered = sorted(paths, key=lambda path: ORDER.get(path, 0))
            groups.setdefault(str(title), []).extend(self[path] for path in ordered)
        return [(title, fields) for title, fields in groups.items() if fields]

    def method_picks(self) -> list[Pick]:
        """Methods to choose from."""
        chosen = self["method"].value()
        offered = [name for name in METHODS if name not in METHODS_NOT_HERE]
        return [Pick(name, str(METHOD_NAMES[name]), "", str(METHODS[name]), checked=name == chosen) for name in offered]

    def task_picks(self) -> list[Pick]:
        """Tasks to choose from."""
        return task_picks(self.offers, self.offer.task if self.offer else "")

    def model_picks(self) -> list[Pick]:
        """Base models to choose from: once there is a task, those that can learn it."""
        task = self.offer.task if self.offer else ""
        return model_picks(self.actor, self.project, task, self["model"].value() or "")

    @cached_property
    def dataset_picks(self) -> list[Pick]:
        """Datasets to choose from."""
        return dataset_picks(self.actor, self.project, self["dataset"].value() or "")

    def clean_model(self) -> ModelVersion | None:
        """The newest version of the model chosen, or none: `new_base` says of which architecture a new one is.

        What the job before makes has its base stand for it.
        """
        choice = cast("JobChoice", self.fields["after"])
        if self.data.get("from_result") and (before := choice.job_at(self.data.get("after", ""))):
            self.new_base = base_value(before).partition(NEW)[2]
            return before.model_version
        self.new_base = self.cleaned_data["model"].partition(NEW)[2]
        if self.new_base:
            return None
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
        shown = [path for path in self.fields if path in (*OFFERED, "task") or path.startswith("data.")]
        spec = self._unshown(shown)
        if self.new_base:
            spec["model"] = {"architecture": self.new_base}
        for path in shown:
            value = self.cleaned_data.get(path)
            if value not in (None, ""):
                *parents, name = path.split(".")
                inner = spec
                for parent in parents:
                    inner = inner.setdefault(parent, {})
                inner[name] = None if path == PART and value == BY_SHARES else value
        return spec | search_of(self.cleaned_data)

    def _unshown(self, shown: list[str]) -> dict[str, Any]:
        """What the job that it was started from has beside; columns only for the same task on the same dataset."""
        like = self.clone_of
        if like is None:
            return {}
        dataset = self.cleaned_data["dataset"].version.asset
        same = like.dataset_version.version.asset == dataset and like.spec["task"] == self.cleaned_data["task"]
        return unshown(like, shown if same else [*shown, "data"])

    def clean(self) -> None:
        """Ask the engine about the settings, once both inputs are known."""
        model, dataset = self.cleaned_data.get("model"), self.cleaned_data.get("dataset")
        if not dataset or "model" not in self.cleaned_data:
            return
        try:
            pin(self.spec(), model=model, dataset=dataset, helpers=self.helpers())
        except ValidationError as error:
            for path, faults in error.message_dict.items():
                self.add_error(field_at(path.removeprefix("spec."), self.fields), faults)
