"""Finding assets in a list: what the name holds, and the order."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.asset_pages import AssetPages
from agreements.policy import Excerpt, Order
from organizations.actor import Actor


class FindForm(forms.Form):
    """Everything is optional; what can't be read is left out, and said."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    order = forms.ChoiceField(label=_("Order"), required=False, choices=Order.choices)

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__(asked)
        self.full_clean()

    @property
    def is_narrowed(self) -> bool:
        """Whether a name is asked for."""
        return bool(self.cleaned_data.get("q"))

    @property
    def query(self) -> str:
        """The same again, before the number of another page."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return f"{urlencode(given)}&" if given else ""

    def pages(self, actor: Actor, rows: QuerySet[Any], on_a_page: int) -> AssetPages:
        """The assets that `actor` may know of and that fit."""
        return AssetPages(actor, rows, on_a_page, self.excerpt)

    @property
    def excerpt(self) -> Excerpt:
        """What fits, and in which order."""
        order = Order(self.cleaned_data.get("order") or Order.NEWEST)
        return Excerpt(order=order, named=self.cleaned_data.get("q", ""))
