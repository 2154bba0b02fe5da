"""Finding models: by name, task, language, licence, size, and by what one may do with them."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.forms.finding import FindForm
from agreements.operations import Operation
from agreements.policy import Order, visible
from catalog.access import project_called
from organizations.actor import Actor
from registry.models import Model

SIZES = {  # numbers in the weights, from and below
    "small": (_("below 100 million"), 0, 10**8),
    "medium": (_("100 million to 1 billion"), 10**8, 10**9),
    "large": (_("1 to 10 billion"), 10**9, 10**10),
    "huge": (_("10 billion and more"), 10**10, 10**19),
}
ANY = ("", _("any"))
DEEDS = (Operation.DERIVE, Operation.INFER, Operation.RELEASE_WEIGHTS, Operation.SERVE, Operation.REDISTRIBUTE)


class ModelFindForm(FindForm):
    """Everything is optional. What one may do is asked for a project, or for none: open and one's own then."""

    task = forms.CharField(label=_("Task"), required=False, max_length=100)
    language = forms.CharField(
        label=_("Language"), required=False, max_length=100, widget=forms.TextInput(attrs={"placeholder": "en"})
    )
    licence = forms.CharField(label=_("Licence"), required=False, max_length=100)
    size = forms.ChoiceField(
        label=_("Weights"), required=False, choices=[ANY, *((key, words) for key, (words, *_range) in SIZES.items())]
    )
    may = forms.ChoiceField(
        label=_("What I may do"), required=False, choices=[ANY, *((each.value, each.label) for each in DEEDS)]
    )
    project = forms.SlugField(label=_("In the project"), required=False, widget=forms.HiddenInput)

    @property
    def more(self) -> list[Any]:
        """The fields that narrow, beside name and order."""
        return [self[name] for name in ("task", "language", "licence", "size", "may")]

    @property
    def narrows(self) -> bool:
        """Whether more than a name is asked for."""
        return any(self.cleaned_data.get(name) for name in ("task", "language", "licence", "size", "may"))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return super().is_narrowed or self.narrows

    def found(self, actor: Actor, on_a_page: int) -> Any:
        """The models that `actor` may know of and that fit; without more than a name any page costs the same."""
        if not self.narrows:
            return self.pages(actor, Model.objects.told(), on_a_page)
        by_name = self.cleaned_data.get("order") == Order.BY_NAME
        return Paginator(self.fitting(actor).order_by(*(["asset__name", "pk"] if by_name else ["-pk"])), on_a_page)

    def fitting(self, actor: Actor) -> QuerySet[Model]:
        """The same as rows."""
        asked = self.cleaned_data
        rows = visible(actor, Model.objects.told(), "discover")
        if may := asked.get("may"):
            project = project_called(asked.get("project", ""), by=actor)
            rows = rows.filter(pk__in=visible(actor, Model.objects.order_by(), may, project=project).values("pk"))
        paths = {"q": "asset__name__icontains", "task": "task__icontains", "licence": "licence__iexact"}
        rows = rows.filter(**{path: asked[name] for name, path in paths.items() if asked.get(name)})
        if language := asked.get("language"):
            rows = rows.filter(languages__contains=[language])
        if size := asked.get("size"):
            _words, least, below = SIZES[size]
            rows = rows.filter(latest_parameters__gte=least, latest_parameters__lt=below)  # type: ignore[misc]  # told() adds it
        return rows
