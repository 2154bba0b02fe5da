"""Examples for the styleguide: words only, never a row of the database."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.policy.pairing import Pair, Statement


class SpecimenForm(forms.Form):
    """A field of every kind, some with faults."""

    name = forms.CharField(
        label=gettext_lazy("Name of the job"), help_text=gettext_lazy("You and your partners see it in lists.")
    )
    rate = forms.FloatField(
        label=gettext_lazy("Learning rate"),
        max_value=0.1,
        help_text=gettext_lazy("Between 0.000001 and 0.1"),
        widget=forms.NumberInput(attrs={"class": "input-short"}),
        error_messages={
            "max_value": gettext_lazy("That is too high to learn anything. Try 0.0005, or leave it empty.")
        },
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Method"),
        choices=[("full", gettext_lazy("All layers")), ("probe", gettext_lazy("The last layer only"))],
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Purpose"),
        widget=forms.RadioSelect,
        choices=[("research", gettext_lazy("Non-profit research")), ("product", gettext_lazy("Commercial product"))],
    )
    tell = forms.BooleanField(label=gettext_lazy("Write to me when it is done"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    base = forms.CharField(label=gettext_lazy("Base model"), widget=forms.TextInput(attrs={"readonly": True}))
    budget = forms.CharField(label=gettext_lazy("Privacy budget"), disabled=True, required=False)
    file = forms.FileField(
        label=gettext_lazy("Add files to version 4"),
        required=False,
        help_text=gettext_lazy("CSV with a head line, in UTF-8. Nobody sees it before you publish."),
    )


def specimen_form() -> SpecimenForm:
    """The form as it comes back with two faults."""
    name = _("Fault notes, run 16")
    given = {"name": name, "rate": "5", "method": "full", "purpose": "research", "base": "MiniLM-L6"}
    return SpecimenForm(given, initial={"budget": _("none left")})


def choices() -> list[dict[str, Any]]:
    """Picks: one that may be taken, one that may not and says why."""
    return [
        {
            "value": "notes",
            "label": _("Plant maintenance notes, version 3"),
            "end": _("1,204 notes"),
            "why": _("Allowed by Maintenance notes 2026, clause 2"),
            "checked": True,
        },
        {
            "value": "calls",
            "label": _("Service calls, version 1"),
            "end": _("7,310 notes"),
            "why": _("Clause 2 allows preview only. Tomas Reuter can propose a change."),
            "refused": True,
        },
    ]


def clauses() -> list[dict[str, Any]]:
    """A clause of each keeper."""
    return [
        {
            "number": 2,
            "title": _("What may be done"),
            "text": _("Nordhaven may train on the notes and evaluate with them. It may not download them."),
            "keeper": "software",
            "codes": [_("train"), _("evaluate")],
        },
        {
            "number": 6,
            "title": _("Publication"),
            "text": _("Halvard may read a manuscript for 30 days before it is submitted."),
            "keeper": "people",
        },
        {
            "number": 7,
            "title": _("Law"),
            "text": _("Swiss law applies; the place of jurisdiction is Winterthur."),
            "keeper": "text",
        },
    ]


def life(at: datetime) -> list[dict[str, Any]]:
    """A timeline with something done, now and to come."""
    return [
        {"name": _("Proposed"), "at": at - timedelta(days=30), "state": "done"},
        {"name": _("In review"), "note": _("Samuel Okoro has it."), "at": at, "state": "now"},
        {"name": _("Signing"), "state": "next"},
    ]


def stages() -> list[dict[str, Any]]:
    """The five stages of a project, the third under way and the fifth already, too."""
    names = [_("Goals"), _("Data and model sharing"), _("Joint research"), _("Standards"), _("Implementation")]
    said = [
        _("Both parties confirmed the purpose."),
        _("One dataset and one base model are shared."),
        _("Run 15 is training."),
        _("None chosen yet."),
        _("Nothing is in use yet."),
    ]
    reached = ["done", "done", "now", "next", "now"]
    rows = enumerate(zip(names, reached, said, strict=True), start=1)
    return [{"number": n, "name": name, "state": state, "sentence": text} for n, (name, state, text) in rows]


def log(at: datetime) -> list[dict[str, Any]]:
    """Two lines of a job's log, one of them a warning."""
    return [
        {"at": at, "text": _("inputs verified: 1 model, 1 dataset")},
        {"at": at, "text": _("7 notes are longer than 128 tokens and were cut"), "warn": True},
    ]


def refusal() -> dict[str, Any]:
    """Why something may not be, what doesn't meet, and what can be done."""
    clause = Statement(_("“Chest imaging 2026”, clause 2, allows training"), _("research without profit"))
    fact = Statement(_("The project “Triage” states"), _("a commercial product"), ("DUO:0000042",))
    return {
        "pair": Pair(clause, fact),
        "reasons": [
            _("Chest imaging 2026 allows training for research only; this project states a commercial product.")
        ],
        "steps": [_("Ask St. Brigid to allow it."), _("State another purpose in the project.")],
    }


def verdict() -> dict[str, str]:
    """A gain that was shown, and one that was not."""
    return {
        "better": _("The fine-tuned model names the right fault in 93.3 % of unseen notes."),
        "more": _("Measured on the same 180 notes; the interval is of 95 %."),
        "not_shown": _("The fine-tuned model is not shown to be better than word counts."),
    }
