"""Forms of a paper: what it is, who wrote it, what it rests on, its manuscripts, and its readers' answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from collaborations.models import Project
from jobs.models import Job
from knowledge import on
from knowledge.bibtex import Read, read_entry
from knowledge.models import Paper
from knowledge.people import Contribution
from knowledge.services import (
    add_author,
    add_manuscript,
    begin_paper,
    edit_paper,
    rest_on,
)
from organizations.actor import Actor


class PaperForm(forms.Form):
    """What a paper is."""

    title = forms.CharField(label=_("Title"), max_length=300)
    abstract = forms.CharField(
        label=_("Abstract"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    venue = forms.CharField(label=_("Venue"), required=False, max_length=200, help_text=_("A journal or conference."))
    doi = forms.CharField(
        label="DOI", required=False, max_length=200, help_text=_("As in 10.1000/182, once it has one.")
    )

    def change(self, paper: Paper, *, by: Actor) -> bool:
        """Whether it was changed; if not, every fault is said beside its field."""
        try:
            edit_paper(paper, **self.cleaned_data, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
        return not self.errors


class NewPaperForm(PaperForm):
    """A paper that begins, written by hand or read from BibTeX."""

    bibtex = forms.CharField(
        label="BibTeX",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("One entry. What it says counts where a field above is empty; its authors come along."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        """With what the entry says."""
        given = super().clean() or {}
        entry = None
        if given.get("bibtex"):
            try:
                entry = read_entry(given["bibtex"])
            except ValidationError as fault:
                self.add_error("bibtex", fault)
        self.entry: Read | None = entry
        for name in ("title", "abstract", "venue", "doi"):
            given[name] = given.get(name) or (getattr(entry, name) if entry else "")
        if not given["title"] and "bibtex" not in self.errors:
            self.add_error("title", _("Write a title, or paste an entry that has one."))
        return given

    def save(self, project: Project, *, by: Actor) -> Paper | None:
        """The paper with the entry's authors, or None with every fault said beside its field."""
        told = {name: self.cleaned_data[name] for name in ("title", "abstract", "venue", "doi")}
        authors = [{"name": name[:200]} for name in (self.entry.authors if self.entry else []) if name]
        try:
            return begin_paper(project, **told, authors=authors, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
            return None


class AuthorForm(forms.Form):
    """Another author."""

    person = forms.ChoiceField(label=_("Of the team"), required=False)
    name = forms.CharField(label=_("Or somebody else, by name"), required=False, max_length=200)
    orcid = forms.CharField(label="ORCID", required=False, max_length=40, help_text="0000-0002-1825-0097")
    roles = forms.MultipleChoiceField(
        label=_("Contributions (CRediT)"),
        required=False,
        choices=Contribution.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        team = paper.project.undertaking.team.select_related("user")
        self.people: dict[str, User] = {str(one.user.uid): one.user for one in team}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("nobody of it")),
            *((uid, str(user)) for uid, user in self.people.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """A person or a name."""
        given = super().clean() or {}
        if not given.get("person") and not given.get("name"):
            self.add_error("name", _("Choose somebody of the team, or write a name."))
        return given

    def save(self, *, by: Actor) -> bool:
        """Whether they are an author now; if not, every fault is said beside its field."""
        given = dict(self.cleaned_data)
        try:
            add_author(self.paper, user=self.people.get(given.pop("person")), **given, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
        return not self.errors


class SupportForm(forms.Form):
    """Something more that a paper rests on."""

    on = forms.ChoiceField(label=_("Report, dataset or model"))
    says = forms.CharField(
        label=_("What the paper says of it"), required=False, max_length=300, help_text=_("Table 2: 93.3 % right.")
    )

    def __init__(self, *args: Any, project: Project, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = on.choices(project, actor)
        self.fields["on"].choices = named(self.things)  # type: ignore[attr-defined]

    def save(self, paper: Paper, *, by: Actor) -> bool:
        """Whether the paper rests on it now; if not, every fault is said beside its field."""
        thing = self.things[self.cleaned_data["on"]]
        try:
            job, version = (thing, None) if isinstance(thing, Job) else (None, thing)
            rest_on(paper, job=job, version=version, says=self.cleaned_data["says"], by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
        return not self.errors


class ManuscriptForm(forms.Form):
    """Another version of the text."""

    file = forms.FileField(label=_("Manuscript"), help_text=_("As PDF for example. Up to 20 MB."))
    changes = forms.CharField(label=_("What changed"), required=False, max_length=300)

    def save(self, paper: Paper, *, by: Actor) -> bool:
        """Whether it is added; if not, every fault is said beside its field."""
        try:
            add_manuscript(paper, **self.cleaned_data, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
        return not self.errors


def named(things: dict[str, on.Thing]) -> list[tuple[str, str]]:
    """What a list to choose from says of each."""
    return [
        (
            key,
            _("Report: %(name)s") % {"name": thing}
            if isinstance(thing, Job)
            else f"{thing.asset.name}, {thing.number}",
        )
        for key, thing in things.items()
    ]
