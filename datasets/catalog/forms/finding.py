"""Finding datasets: words in what is written of them, and facets with how many there are of each."""

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agreements.models import Asset
from agreements.policy import Excerpt, visible
from catalog.forms.facets import Facet, FacetedForm
from catalog.models import Dataset, DatasetVersion
from organizations.actor import Actor

FACETS = {"field": "field", "shape": "latest_shape", "licence": "licence", "openness": "asset__openness"}
WORDS = {
    "shape": {shape.value: capfirst(shape.label) for shape in DatasetVersion.Shape},
    "openness": {openness.value: capfirst(openness.label) for openness in Asset.Openness},
}


class CatalogueForm(FacetedForm):
    """Words and facets; everything is optional."""

    titles: ClassVar = {
        "field": _("Field of work"),
        "shape": _("Shape"),
        "licence": _("Licence"),
        "openness": _("Openness"),
    }

    q = forms.CharField(
        label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    field = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    shape = forms.ChoiceField(required=False, choices=DatasetVersion.Shape.choices, widget=forms.HiddenInput)
    licence = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    openness = forms.ChoiceField(required=False, choices=Asset.Openness.choices, widget=forms.HiddenInput)

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
        return self.count(alike, WORDS)
