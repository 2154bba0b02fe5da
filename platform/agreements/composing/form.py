"""The composer's form: what is chosen in it becomes terms, and each fault of the terms finds its field again."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agreements.composing import fields, reading
from agreements.composing.choices import Choices
from agreements.operations import Operation
from agreements.terms import SCHEMA, SHAREABLE, Fault, Terms

MOST_ROWS = 20
NOTHING = "title"  # the field of a fault that has no other


class _Operations(forms.MultipleChoiceField):
    """Offers what can be done with the thing chosen. What was ticked before another kind was chosen falls away."""

    def valid_value(self, value: object) -> bool:
        return value in Operation.values


class ComposerForm(forms.Form):
    """Fields by the path of the part they fill. They take what is written; the check of terms says what is wrong."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)

    def __init__(self, *args: Any, choices: Choices, rows: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.choices, self.row_count = choices, max(1, min(rows, MOST_ROWS))
        self.faults: dict[str, list[str]] = defaultdict(list)
        for row in range(self.row_count):
            self.fields |= self._row(row)
        language = "zh" if (get_language() or "").startswith("zh") else "en"
        self.fields |= fields.purposes(choices, language) | fields.protections()
        self.fields |= fields.results(choices) | fields.life()
        for name, field in self.fields.items():
            field.widget.attrs["aria-describedby"] = f"fault-{self[name].auto_id}"

    def _row(self, row: int) -> dict[str, forms.Field]:
        asset = self._chosen_asset(row)
        offered = SHAREABLE[asset[0]] if asset in self.choices.assets else tuple(Operation.values)
        parties = list(self.choices.parties.items())
        return {
            f"shares.{row}.asset": forms.ChoiceField(
                label=_("Dataset or model"),
                choices=[("", _("Choose what is shared")), *self.choices.grouped_assets()],
                required=False,
                widget=forms.Select(attrs=_asking_for_operations(row)),
            ),
            f"shares.{row}.recipient": forms.ChoiceField(
                label=_("Shared with"), choices=[("", _("Choose a party")), *parties], required=False
            ),
            f"shares.{row}.versions": forms.CharField(
                label=_("Last version shared"),
                required=False,
                max_length=10,
                help_text=_("Empty: this and all later ones."),
                widget=forms.TextInput(attrs={"class": "input-short"}),
            ),
            f"shares.{row}.operations": _Operations(
                label=_("What may be done"),
                choices=[(one, Operation(one).label) for one in offered],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
        }

    def _chosen_asset(self, row: int) -> tuple[str, str]:
        name = f"shares.{row}.asset"
        written = self.data.get(name) if self.is_bound else self.initial.get(name)
        kind, _slash, slug = str(written or "").partition("/")
        return kind, slug

    def written(self) -> dict[str, list[str]]:
        """The fields as they were sent, and how many things are shared: enough to show the same form again."""
        sent = {name: self[name].data for name in self.fields}
        lists = {name: value if isinstance(value, list) else [value] for name, value in sent.items()}
        filled = {name: [str(one) for one in value if one] for name, value in lists.items()}
        return {name: value for name, value in filled.items() if value} | {"rows": [str(self.row_count)]}

    def chosen(self) -> dict[str, Any]:
        """The terms, for keeping.

        Raises:
            ValidationError: a field holds what it doesn't offer, and keeping the rest would ask less than was meant.
        """
        terms = self.terms()
        if self.errors:
            raise ValidationError(
                [Fault(name, "%(words)s", words=" ".join(map(str, said))) for name, said in self.errors.items()]
            )
        return terms

    def terms(self) -> dict[str, Any]:
        """What was chosen, in the form of terms; whether it is well formed is for check_terms."""
        self.full_clean()
        values = defaultdict(str, self.cleaned_data)
        parties = list(self.choices.parties)
        filing = values["intellectual_property.filing.party"]
        budget = {part: values[f"protections.privacy_budget.{part}"].strip() for part in ("epsilon", "delta")}
        return {
            "schema": SCHEMA,
            "prevailing_language": values["prevailing_language"] or "en",
            "parties": parties,
            "shares": [self._share(row, values) for row in self._used_rows()],
            "purposes": self._purposes(values),
            "protections": {
                "masked_columns": reading.masked_columns(values["protections.masked_columns"]),
                "deidentified_only": bool(values["protections.deidentified_only"]),
                "k_anonymity": reading.number(values["protections.k_anonymity"]),
                "privacy_budget": budget if any(budget.values()) else None,
                "sites": reading.lines(values["protections.sites"]),
                "no_reidentification": bool(values["protections.no_reidentification"]),
            },
            "retention": {
                "days": reading.number(values["retention.days"]),
                "delete_at_end": bool(values["retention.delete_at_end"]),
            },
            "derived_models": {
                "ownership": reading.portions(values, "derived_models.ownership", parties),
                "licence": values["derived_models.licence"].strip() or None,
                **{part: list(values[f"derived_models.{part}"]) for part in ("deploy", "serve", "pass_on")},
                "at_end": values["derived_models.at_end"] or "freeze",
                "words": reading.words_or_none(values, "derived_models.words"),
            },
            "intellectual_property": {
                "background": reading.words_or_none(values, "intellectual_property.background"),
                "foreground": reading.portions(values, "intellectual_property.foreground", parties),
                "filing": {"party": filing, "days": reading.number(values["intellectual_property.filing.days"])}
                if filing
                else None,
            },
            "publication": {
                "review_days": reading.number(values["publication.review_days"]),
                "embargo_until": values["publication.embargo_until"] or None,
                "duty_to_publish": bool(values["publication.duty_to_publish"]),
            },
            "compliance": {
                part: reading.number(values[f"compliance.{part}"]) for part in ("every_months", "suspend_after_days")
            },
            "amendment": {
                "old_binds": values["amendment.old_binds"] or "until_signed",
                "grace_days": reading.number(values["amendment.grace_days"]) or 0,
            },
            "starts_on": values["starts_on"],
            "ends_on": values["ends_on"] or None,
            "law": reading.words(values, "law"),
            "liability": reading.words(values, "liability"),
        }

    def _purposes(self, values: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = {
            "commercial": bool(values["purposes.commercial"]),
            "project": values["purposes.project"] or None,
            "diseases": reading.diseases(values["purposes.diseases"]),
            **{part: list(values[f"purposes.{part}"]) for part in ("regions", "people", "institutions")},
        }
        implied = [code for code, path in fields.IMPLIED.items() if values[path]]
        return {"codes": [*values["purposes.codes"], *implied], **told}

    def _used_rows(self) -> list[int]:
        rows = [row for row in range(self.row_count) if self._chosen_asset(row)[1]]
        return rows or [0]

    def _share(self, row: int, values: dict[str, Any]) -> dict[str, Any]:
        kind, slug = self._chosen_asset(row)
        asset = self.choices.assets.get((kind, slug))
        provider = asset.owner.slug if asset else next(iter(self.choices.parties))
        others = [party for party in self.choices.parties if party != provider]
        recipient = values[f"shares.{row}.recipient"] or (others[0] if len(others) == 1 else "")
        versions = reading.number(values[f"shares.{row}.versions"])
        return {
            "provider": provider,
            "recipient": recipient,
            "asset": {"kind": kind or "dataset", "slug": slug},
            "versions": "all" if versions is None else versions,
            "operations": [one for one in values[f"shares.{row}.operations"] if one in SHAREABLE.get(kind, Operation)],
        }

    def tell(self, faults: Iterable[Fault]) -> None:
        """Put each fault beside its field, the fields' own among them. One field says what is wrong with it once."""
        own = [(name, str(error)) for name in list(self.errors) for error in self.errors.pop(name)]
        for name, words in [*own, *((self.field_of(fault.path), fault.words) for fault in faults)]:
            if words not in self.faults[name]:
                self.faults[name].append(words)

    def field_of(self, path: str) -> str:
        """The field that fills the part at a path of the terms, or the nearest one."""
        rows = self._used_rows()
        place = re.match(r"shares\[(\d+)\]", path)
        if place and int(place[1]) < len(rows):
            path = path.replace(place[0], f"shares.{rows[int(place[1])]}", 1)
        candidate = re.sub(r"\[\d+\]", "", path)
        while candidate:
            if candidate in self.fields:
                return candidate
            within = [name for name in self.fields if name.startswith(f"{candidate}.")]
            if within:
                return within[0]
            candidate = candidate.rpartition(".")[0]
        return NOTHING


def _asking_for_operations(row: int) -> dict[str, str]:
    """What can be done depends on the thing chosen: htmx fetches that part anew."""
    return {
        "hx-post": "",
        "hx-trigger": "change",
        "hx-target": f"#operations-{row}",
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
        "hx-vals": json.dumps({"do": f"operations-{row}"}),
    }


def initial_of(terms: Terms, title: str) -> dict[str, Any]:
    """The terms as the form shows them."""
    initial = reading.in_fields(terms) | {"title": title}
    initial["purposes.codes"] = [code for code in terms["purposes"]["codes"] if code not in fields.IMPLIED]
    for row, share in enumerate(terms["shares"]):
        initial |= {
            f"shares.{row}.asset": f"{share['asset']['kind']}/{share['asset']['slug']}"
            if share["asset"]["slug"]
            else "",
            f"shares.{row}.recipient": share["recipient"],
            f"shares.{row}.versions": "" if share["versions"] == "all" else share["versions"],
            f"shares.{row}.operations": share["operations"],
        }
    return initial
