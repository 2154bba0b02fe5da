"""The form that combines datasets: which column of each stands for which of the first, its labels, its weight."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import DatasetVersion
from catalog.services.fusions import HEAVIEST, LIGHTEST, Part, like_first
from catalog.sight import Sight, seen_columns


class Source(NamedTuple):
    """A source with its fields."""

    version: DatasetVersion
    columns: list[forms.BoundField]
    labels: forms.BoundField
    weight: forms.BoundField


class CombineForm(forms.Form):
    """The columns of the first source are the common ones."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("As in SPDX: CC0-1.0. One that an agreement states takes its place."),
    )
    distinct = forms.MultipleChoiceField(
        label=gettext_lazy("Rows are the same if they agree in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of those the first stays, in the order of the sources. Choose nothing to keep all."),
    )

    def __init__(self, *given: Any, versions: Sequence[DatasetVersion], sights: Sequence[Sight], **more: Any) -> None:
        super().__init__(*given, **more)
        self.versions = list(versions)
        first = self.versions[0]
        self.common = seen_columns(first, sights[0])
        self.fields["distinct"].choices = [(each["name"],) * 2 for each in self.common]  # type: ignore[attr-defined]
        for place, version in enumerate(self.versions):
            alike = like_first(first, version)
            for number, column in enumerate(self.common):
                if place:
                    names = [each["name"] for each in seen_columns(version, sights[place])]
                    self.fields[f"column_{place}_{number}"] = _column(names, column["name"], alike)
            self.fields[f"labels_{place}"] = _labels()
            self.fields[f"weight_{place}"] = _weight()

    @property
    def sources(self) -> Iterator[Source]:
        """Each source with its fields, as the page shows them."""
        for place, version in enumerate(self.versions):
            numbers = range(len(self.common)) if place else ()
            columns = [self[f"column_{place}_{number}"] for number in numbers]
            yield Source(version, columns, self[f"labels_{place}"], self[f"weight_{place}"])

    @property
    def below(self) -> list[forms.BoundField]:
        """What is said of the whole."""
        return [self[name] for name in ("name", "description", "licence", "distinct")]

    def parts(self) -> list[Part]:
        """What was chosen."""
        told, parts = self.cleaned_data, []
        for place, version in enumerate(self.versions):
            mine = {
                column["name"]: told[f"column_{place}_{number}"] if place else column["name"]
                for number, column in enumerate(self.common)
            }
            columns = {name: own for name, own in mine.items() if own}
            parts.append(Part(version, columns, told[f"labels_{place}"], told[f"weight_{place}"]))
        return parts


class LabelsField(forms.CharField):
    """Lines of "its own = the common one"."""

    def to_python(self, value: Any) -> Any:
        """As a dictionary."""
        labels = {}
        for line in (super().to_python(value) or "").splitlines():
            own, equals, common = (part.strip() for part in line.partition("="))
            if line.strip() and not (own and equals and common):
                raise forms.ValidationError(
                    _("“%(line)s”: write its own label, =, and the common one.") % {"line": line}
                )
            if own:
                labels[own] = common
        return labels


def _column(names: Sequence[str], common: str, alike: dict[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=common,
        required=False,
        choices=[("", _("none: left empty")), *((name, name) for name in names)],
        initial=alike.get(common, ""),
    )


def _labels() -> LabelsField:
    return LabelsField(
        label=gettext_lazy("Labels under other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One on each line: LK = leak. Others stay as they are."),
    )


def _weight() -> forms.FloatField:
    return forms.FloatField(
        label=gettext_lazy("Weight"),
        initial=1,
        min_value=LIGHTEST,
        max_value=HEAVIEST,
        help_text=gettext_lazy("How often each row is taken; 0.25 takes a quarter of them."),
    )
