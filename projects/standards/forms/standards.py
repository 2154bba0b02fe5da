"""Forms of a standard: what it is for, its next version, what is checked by it, and why a version is deprecated."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collaborations.models import Project
from organizations.actor import Actor
from standards.conforming.plain import MOST_LETTERS, read
from standards.examples import EXAMPLES
from standards.models import Check, Standard, StandardVersion
from standards.services import begin_standard, check_dataset, check_model, check_report, deprecate_version, write_draft
from standards.subjects import subjects_for, test_sets_for

Kind = Standard.Kind
CHECKED_BY = {
    Kind.DATA_FORMAT: check_dataset,
    Kind.MODEL_INTERFACE: check_model,
    Kind.EVALUATION: check_report,
}


class NewStandardForm(forms.Form):
    """What a standard is to be for."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Kind.choices,
        help_text=_(
            "By a data format datasets are checked, by a model interface models, by an evaluation reports of jobs. "
            "It can’t be changed later."
        ),
    )
    about = forms.CharField(label=_("What it is for"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def save(self, project: Project, *, by: Actor) -> Standard | None:
        """The standard, or None with every fault said beside its field."""
        try:
            return begin_standard(project, **self.cleaned_data, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
            return None


class DraftForm(forms.Form):
    """What the next version asks."""

    number = forms.CharField(
        label=_("Version"),
        max_length=14,
        help_text=_("Three numbers: the first grows when what conformed may fail, the second when something is added."),
        widget=forms.TextInput(attrs={"class": "input-short"}),
    )
    body = forms.CharField(
        label=_("What is checked"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false"}),
        help_text=_("As JSON. The form begins with an example or with the last version."),
    )
    test_set = forms.ChoiceField(label=_("Test set"), help_text=_("Its test rows are those that count."))
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What people have to know beside it, in Markdown."),
    )

    def __init__(self, *args: Any, standard: Standard, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standard = standard
        if standard.kind == Kind.EVALUATION:
            self.test_sets = test_sets_for(standard.project, actor)
            named = [(uid, str(version)) for uid, version in self.test_sets.items()]
            self.fields["test_set"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["test_set"]

    def clean_body(self) -> dict[str, Any]:
        """The JSON, read."""
        try:
            body = read(self.cleaned_data["body"])
        except json.JSONDecodeError as error:
            told = {"line": error.lineno, "column": error.colno}
            words = gettext(
                "This is no JSON: it can’t be read from line %(line)s, letter %(column)s. "
                "Look just before for a comma, a quotation mark or a bracket that is missing or too many."
            )
            raise ValidationError(words % told) from error
        except ValueError as error:
            raise ValidationError(gettext("This is no JSON: %(why)s") % {"why": error}) from error
        if not isinstance(body, dict):
            raise ValidationError(gettext("Write an object: it begins with { and ends with }."))
        return body

    def save(self, *, by: Actor) -> bool:
        """Whether the draft stands; if not, every fault is said beside its field."""
        given = self.cleaned_data
        test_set = self.test_sets.get(given["test_set"]) if "test_set" in self.fields else None
        told = {"number": given["number"], "body": given["body"], "text": given["text"], "test_set": test_set}
        try:
            write_draft(self.standard, **told, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
        return not self.errors


class CheckForm(forms.Form):
    """Something, and the version by which it is checked."""

    subject = forms.ChoiceField()
    version = forms.ChoiceField(label=_("By version"))

    def __init__(self, *args: Any, standard: Standard, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standard = standard
        self.subjects = subjects_for(standard, actor)
        self.versions = {each.number: each for each in standard.versions.all() if not each.is_draft}
        labels = {
            Kind.DATA_FORMAT: _("Version of a dataset"),
            Kind.MODEL_INTERFACE: _("Version of a model"),
            Kind.EVALUATION: _("Report of a job"),
        }
        self.fields["subject"].label = labels[Kind(standard.kind)]
        self.fields["subject"].choices = [  # type: ignore[attr-defined]
            (uid, str(getattr(subject, "name", subject))) for uid, subject in self.subjects.items()
        ]
        self.fields["version"].choices = [(number, number) for number in self.versions]  # type: ignore[attr-defined]

    def save(self, *, by: Actor) -> Check | None:
        """The check, or None with every fault said beside its field."""
        version, subject = (self.cleaned_data[name] for name in ("version", "subject"))
        run: Any = CHECKED_BY[Kind(self.standard.kind)]
        try:
            check: Check = run(self.versions[version], self.subjects[subject], by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
            return None
        return check


class DeprecationForm(forms.Form):
    """Why a version should be used no more."""

    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def save(self, version: StandardVersion, *, by: Actor) -> bool:
        """Whether it is deprecated; if not, every fault is said beside its field."""
        try:
            deprecate_version(version, **self.cleaned_data, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
        return not self.errors


def as_it_stands(standard: Standard) -> dict[str, Any]:
    """What the form of a draft begins with: the draft, else the newest version, else an example."""
    versions = list(standard.versions.select_related("test_set__version"))
    last = next((each for each in versions if each.is_draft), versions[0] if versions else None)
    if last is None:
        return {"number": "1.0.0", "body": _written(EXAMPLES[Kind(standard.kind)])}
    number = last.number if last.is_draft else f"{last.major}.{last.minor + 1}.0"
    test_set = str(last.test_set.version.uid) if last.test_set else ""
    return {"number": number, "body": _written(last.body), "text": last.text, "test_set": test_set}


def _written(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2)
