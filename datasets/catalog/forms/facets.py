"""Facets of a finder: the commonest values of what is found, each with how many have it and where it is asked for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from django.utils.functional import Promise

from agreements.forms.finding import FindForm

MOST = 12  # values of a facet
MOST_COUNTED = 5_000  # rows that facets are counted among; where more fit, words come first

Alike = tuple[Mapping[str, Any], int]  # a value or several of each facet, and how many rows have just these


class Choice(NamedTuple):
    """A value of a facet: how many have it, and the address that asks for it, or no longer does."""

    label: str | Promise
    found: int
    address: str
    is_chosen: bool


class Facet(NamedTuple):
    """A facet with its commonest values."""

    name: str
    title: str | Promise
    choices: list[Choice]


class FacetedForm(FindForm):
    """Words and facets; a form names its facets with their titles, and has a hidden field for each."""

    titles: ClassVar[Mapping[str, str | Promise]]

    @property
    def chosen(self) -> dict[str, str]:
        """The facets that are asked for, with their values."""
        return {name: value for name in self.titles if (value := self.cleaned_data.get(name))}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return super().is_narrowed or bool(self.chosen)

    def count(self, alike: Sequence[Alike], labels: Mapping[str, Mapping[str, str | Promise]]) -> list[Facet]:
        """The facets that leave a choice; the others that are chosen narrow the counts of each."""
        found = [self._facet(alike, name, labels.get(name, {})) for name in self.titles]
        return [facet for facet in found if len(facet.choices) > 1 or any(each.is_chosen for each in facet.choices)]

    def _facet(self, alike: Sequence[Alike], name: str, labels: Mapping[str, str | Promise]) -> Facet:
        others = [(other, value) for other, value in self.chosen.items() if other != name]
        counted: Counter[str] = Counter()
        for values, rows in alike:
            if all(value in _each(values[other]) for other, value in others):
                counted.update(dict.fromkeys(_each(values[name]), rows))
        choices = [
            Choice(labels.get(value, value), rows, self._address(name, value), self.chosen.get(name) == value)
            for value, rows in sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:MOST]
        ]
        return Facet(name, self.titles[name], choices)

    def _address(self, name: str, value: str) -> str:
        asked = {field: given for field, given in self.cleaned_data.items() if given}
        asked = {**asked, name: value} if asked.get(name) != value else asked | {name: ""}
        return f"?{urlencode({field: given for field, given in asked.items() if given})}"


def _each(value: Any) -> list[str]:
    """What a row has of a facet: nothing, a value, or several."""
    if isinstance(value, list):
        return value
    return [value] if value else []
