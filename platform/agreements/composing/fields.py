"""The composer's fields by the path of the part they fill, except for the shares."""

from django import forms
from django.utils.translation import gettext as _

from agreements.composing.choices import Choices
from agreements.duo import CODES
from agreements.terms.regions import REGIONS

# Said by the lists and boxes that go with them.
IMPLIED = {
    "DUO:0000007": "purposes.diseases",
    "DUO:0000022": "purposes.regions",
    "DUO:0000026": "purposes.people",
    "DUO:0000028": "purposes.institutions",
    "DUO:0000019": "publication.duty_to_publish",
    "DUO:0000024": "publication.embargo_until",
}


def purposes(choices: Choices, language: str) -> dict[str, forms.Field]:
    """For what, by whom, where."""
    return {
        "purposes.codes": _several(
            _("Conditions on the purpose"),
            [(code, f"{one.label} ({code})") for code, one in CODES.items() if code not in IMPLIED],
        ),
        "purposes.commercial": _box(_("Commercial use is allowed")),
        "purposes.project": _one(_("Only within the project"), [("", _("any project")), *choices.projects.items()]),
        "purposes.diseases": _text(
            _("Only for these diseases"),
            rows=2,
            help_text=_(
                "One to a line by its MONDO code; narrower ones after a colon, as “MONDO:0005148: MONDO:0011123”."
            ),
        ),
        "purposes.regions": forms.MultipleChoiceField(
            label=_("Only in these countries"),
            choices=[(code, name) for name, code in sorted((name, code) for code, name in REGIONS[language].items())],
            required=False,
            widget=forms.SelectMultiple(attrs={"size": 5}),
            help_text=_("None chosen: anywhere. Several with Ctrl or ⌘."),
        ),
        "purposes.people": _several(
            _("Only these people"),
            list(choices.people.items()),
            help_text=_("None chosen: whoever has the role for it. You see colleagues, and partners in your projects."),
        ),
        "purposes.institutions": _several(_("Only these recipients"), list(choices.parties.items())),
    }


def protections() -> dict[str, forms.Field]:
    """How it is protected, and what becomes of copies."""
    return {
        "protections.masked_columns": _text(
            _("Masked columns"),
            rows=2,
            help_text=_(
                "One dataset to a line by its address, a colon, and its columns, as “ward-notes: name, ward”. A column "
                "whose name has a comma stands in quotation marks."
            ),
        ),
        "protections.deidentified_only": _box(
            _("De-identified versions only"),
            help_text=_("Enforced: of datasets, only versions that an approved recipe made are seen and used."),
        ),
        "protections.k_anonymity": _short(
            _("Smallest group of people who can’t be told apart (k)"),
            help_text=_("Enforced: only de-identified versions whose measured k is at least this are seen and used."),
        ),
        "protections.privacy_budget.epsilon": _short(
            _("Privacy budget, ε"),
            help_text=_(
                "What each recipient may spend on each dataset. Statistics are bought from it, and so is training, "
                "which is private then."
            ),
        ),
        "protections.privacy_budget.delta": _short(_("at δ")),
        "protections.sites": _text(_("Computed on only at these sites"), rows=2, help_text=_("One to a line.")),
        "protections.no_reidentification": _box(_("No attempt to re-identify people")),
        "retention.days": _short(_("Days that copies may be kept after the end")),
        "retention.delete_at_end": _box(_("Copies are deleted then, with evidence")),
    }


def results(choices: Choices) -> dict[str, forms.Field]:
    """What comes of it."""
    parties = list(choices.parties.items())
    return {
        **_shares("derived_models.ownership", choices),
        "derived_models.licence": _short(
            _("Licence of models"), help_text=_("By its SPDX identifier, such as Apache-2.0."), short=False
        ),
        "derived_models.deploy": _several(_("May put models into operation"), parties),
        "derived_models.serve": _several(_("May offer their predictions to others"), parties),
        "derived_models.pass_on": _several(_("May pass them on"), parties),
        "derived_models.at_end": forms.ChoiceField(
            label=_("When the agreement ends, models are"),
            choices=[
                ("freeze", _("frozen: kept, no longer used")),
                ("keep", _("kept in use")),
                ("delete", _("deleted, with evidence")),
            ],
            required=False,
        ),
        **_words("derived_models.words", _("What else is agreed about models")),
        **_words("intellectual_property.background", _("What each party brings")),
        **_shares("intellectual_property.foreground", choices),
        "intellectual_property.filing.party": _one(_("Files for protection"), [("", _("nobody has to")), *parties]),
        "intellectual_property.filing.days": _short(_("Within days after the report")),
        "publication.review_days": _short(_("Days to read a manuscript")),
        "publication.embargo_until": _day(_("Nothing is published before")),
        "publication.duty_to_publish": _box(_("Results have to be published")),
    }


def life() -> dict[str, forms.Field]:
    """How the agreement itself lives."""
    return {
        "starts_on": _day(_("From")),
        "ends_on": _day(_("Until")),
        "compliance.every_months": _short(_("Months between reviews")),
        "compliance.suspend_after_days": _short(_("Suspend when overdue by days")),
        "amendment.old_binds": forms.ChoiceField(
            label=_("Until new terms are signed, these"),
            choices=[("until_signed", _("go on to hold")), ("grace", _("hold for some days more"))],
            required=False,
        ),
        "amendment.grace_days": _short(_("How many days")),
        **_words("law", _("Law")),
        **_words("liability", _("Liability")),
        "prevailing_language": forms.ChoiceField(
            label=_("Where the texts differ, this one prevails"),
            choices=[("en", "English"), ("zh", "中文")],
            required=False,
        ),
    }


def _words(path: str, label: str) -> dict[str, forms.Field]:
    return {
        f"{path}.en": _text(_("%(label)s, in English") % {"label": label}, rows=2),
        f"{path}.zh": _text(_("%(label)s, in Chinese") % {"label": label}, rows=2),
    }


def _shares(path: str, choices: Choices) -> dict[str, forms.Field]:
    return {
        f"{path}.{party}": _short(_("%(party)s owns, %%") % {"party": name}) for party, name in choices.parties.items()
    }


def _short(label: str, *, help_text: str = "", short: bool = True) -> forms.Field:
    attrs = {"class": "input-short"} if short else {}
    return forms.CharField(
        label=label, required=False, max_length=100, help_text=help_text, widget=forms.TextInput(attrs=attrs)
    )


def _text(label: str, *, rows: int, help_text: str = "") -> forms.Field:
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


def _day(label: str) -> forms.Field:
    return forms.CharField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date", "class": "input-short"})
    )


def _box(label: str, *, help_text: str = "") -> forms.Field:
    return forms.BooleanField(label=label, required=False, help_text=help_text)


def _one(label: str, choices: list[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _several(label: str, choices: list[tuple[str, str]], *, help_text: str = "") -> forms.Field:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )
