"""Finding datasets: words in what is written of them, and facets with how many there are of each."""

from collections import Counter
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.forms.finding import FindForm
from agreements.models import Asset
from agreements.policy import Excerpt, visible
from catalog.models import Dataset, DatasetVersion
from organizations.actor import Actor

MOST = 12  # values of a facet
MOST_COUNTED = 5_000  # datasets that facets are counted among; where more fit, words come first
FACETS = {"field": "field", "shape": "latest_shape", "licence": "licence", "openness": "asset__openness"}
TITLES: dict[str, str | Promise] = {
    "field": _("Field of work"),
    "shape": _("Shape"),
    "licence": _("Licence"),
    "openness": _("Openness"),
}
WORDS = {"shape": dict(DatasetVersion.Shape.choices), "openness": dict(Asset.Openness.choices)}


class Choice(NamedTuple):
    """A value of a facet: how many datasets have it, and the address that asks for it, or no longer does."""

    label: str | Promise
    datasets: int
    address: str
    is_chosen: bool


class Facet(NamedTuple):
    """A facet with its commonest values."""

    name: str
    title: str | Promise
    choices: list[Choice]


class CatalogueForm(FindForm):
    """Words and facets; everything is optional."""

    q = forms.CharField(
        label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    field = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    shape = forms.ChoiceField(required=False, choices=DatasetVersion.Shape.choices, widget=forms.HiddenInput)
    licence = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    openness = forms.ChoiceField(required=False, choices=Asset.Openness.choices, widget=forms.HiddenInput)

    @property
    def chosen(self) -> dict[str, str]:
        """The facets that are asked for, with their values."""
        return {name: value for name in FACETS if (value := self.cleaned_data.get(name))}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return super().is_narrowed or bool(self.chosen)

    def found(self, actor: Actor, on_a_page: int) -> Paginator[Any]:
        """The datasets that `actor` may know of and that fit; pages cost the same unless their own facets narrow."""
        if not self.chosen.keys() - {"openness"}:
            return self.pages(actor, Dataset.objects.told(), on_a_page)
        return Paginator(self.fitting(actor).order_by(*self.excerpt.ordering(Dataset)), on_a_page)

    @property
    def excerpt(self) -> Excerpt:
        """What fits, and in which order."""
        by_name = super().excerpt
        also = Dataset.objects.telling_of(by_name.named).values("asset_id")
        return replace(by_name, openness=self.chosen.get("openness", ""), also=also)

    def fitting(self, actor: Actor) -> QuerySet[Dataset]:
        """The same as rows."""
        own = {FACETS[name]: value for name, value in self.chosen.items() if name != "openness"}
        return visible(actor, Dataset.objects.told().shaped().filter(**own), "discover", only=self.excerpt)

    def facets(self, actor: Actor) -> list[Facet]:
        """What the words leave, by each facet; the others narrow its counts. What one may not know isn't counted."""
        every = replace(self.excerpt, openness="")
        rows = visible(actor, Dataset.objects.shaped().order_by(), "discover", only=every)
        alike = [  # once for all facets
            (dict(zip(FACETS, values, strict=True)), datasets)
            for *values, datasets in rows.values_list(*FACETS.values()).annotate(datasets=Count("pk"))
        ]
        found = [self._facet(alike, name) for name in FACETS]
        return [facet for facet in found if len(facet.choices) > 1 or any(each.is_chosen for each in facet.choices)]

    def _facet(self, alike: list[tuple[dict[str, Any], int]], name: str) -> Facet:
        others = self.chosen.items() - {(name, self.chosen.get(name))}
        counted: Counter[str] = Counter()
        for values, datasets in alike:
            if values[name] and others <= values.items():
                counted[values[name]] += datasets
        choices = [
            Choice(
                WORDS.get(name, {}).get(value, value), count, self._address(name, value), self.chosen.get(name) == value
            )
            for value, count in sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:MOST]
        ]
        return Facet(name, TITLES[name], choices)

    def _address(self, name: str, value: str) -> str:
        asked = {field: given for field, given in self.cleaned_data.items() if given}
        asked = {**asked, name: value} if asked.get(name) != value else asked | {name: ""}
        return f"?{urlencode({field: given for field, given in asked.items() if given})}"
