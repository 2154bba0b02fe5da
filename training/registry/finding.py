"""Finding models: by name and size, by facets, and by what one may do with them in a project."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agreements.operations import Operation
from agreements.policy import Order, visible
from catalog.access import projects_of
from catalog.forms.facets import Facet, FacetedForm
from organizations.actor import Actor
from registry.models import Model, Stage

SIZES = {  # numbers in the weights, from and below
    "small": (_("below 100 million"), 0, 10**8),
    "medium": (_("100 million to 1 billion"), 10**8, 10**9),
    "large": (_("1 to 10 billion"), 10**9, 10**10),
    "huge": (_("10 billion and more"), 10**10, 10**19),
}
ANY = ("", _("any"))
DEEDS = (Operation.DERIVE, Operation.INFER, Operation.RELEASE_WEIGHTS, Operation.SERVE, Operation.REDISTRIBUTE)
USE = (Operation.DERIVE, Operation.INFER)  # of which a project needs one, where no deed is named
FACETS = {
    "field": "field",
    "task": "task",
    "language": "languages",
    "licence": "licence",
    "base": "latest_base",
    "stage": "first_stage",
}
STAGES = {stage.value: capfirst(stage.label) for stage in Stage}


class ModelFindForm(FacetedForm):
    """Everything is optional. What one may do is asked for a project, or for none: open and one's own then."""

    titles: ClassVar = {
        "field": _("Field of work"),
        "task": _("Task"),
        "language": _("Language"),
        "licence": _("Licence"),
        "base": _("Base"),
        "stage": _("Stage"),
    }
    size = forms.ChoiceField(
        label=_("Weights"), required=False, choices=[ANY, *((key, words) for key, (words, *_range) in SIZES.items())]
    )
    project = forms.SlugField(label=_("May be used in"), required=False, widget=forms.Select)
    may = forms.ChoiceField(
        label=_("What I may do"), required=False, choices=[ANY, *((each.value, each.label) for each in DEEDS)]
    )
    field = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    task = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    language = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    licence = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    base = forms.SlugField(required=False, widget=forms.HiddenInput)
    stage = forms.ChoiceField(required=False, choices=Stage.choices, widget=forms.HiddenInput)

    def __init__(self, asked: Mapping[str, Any], actor: Actor) -> None:
        self.actor = actor
        self.projects = {each.slug: each for each in projects_of(actor)}
        super().__init__(asked)
        choices = [("", _("any project or none")), *((slug, str(each)) for slug, each in self.projects.items())]
        self.fields["project"].widget.choices = choices

    def clean_project(self) -> str:
        """A project that one takes part in."""
        slug: str = self.cleaned_data["project"]
        if slug and slug not in self.projects:
            raise forms.ValidationError(_("Choose one of your projects."))
        return slug

    @property
    def more(self) -> list[Any]:
        """The fields that narrow, beside name and order."""
        return [self[name] for name in ("size", "project", "may") if name != "project" or self.projects]

    @property
    def narrows(self) -> bool:
        """Whether more than a name is asked for."""
        return bool(self.chosen) or any(self.cleaned_data.get(name) for name in ("size", "project", "may"))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return super().is_narrowed or self.narrows

    def found(self, on_a_page: int) -> Any:
        """The models that one may know of and that fit; without more than a name any page costs the same."""
        if not self.narrows:
            return self.pages(self.actor, Model.objects.told(), on_a_page)
        by_name = self.cleaned_data.get("order") == Order.BY_NAME
        return Paginator(self.fitting().order_by(*(["asset__name", "pk"] if by_name else ["-pk"])), on_a_page)

    def fitting(self) -> QuerySet[Model]:
        """The same as rows."""
        rows, chosen = self._narrowed(), self.chosen
        if language := chosen.pop("language", ""):
            rows = rows.filter(languages__contains=[language])
        if base := chosen.get("base"):  # what came of a model that one may not know of is not told
            known = self._known_bases().filter(asset__slug=base).values("asset__slug")
            rows = rows.filter(latest_base__in=known)  # type: ignore[misc]  # staged() adds it
        return rows.filter(**{FACETS[name]: value for name, value in chosen.items()})

    def facets(self) -> list[Facet]:
        """What name, size and deed leave, by each facet; what one may not know isn't counted."""
        rows = self._narrowed().order_by().values_list(*FACETS.values()).annotate(models=Count("pk"))
        alike = [(dict(zip(FACETS, values, strict=True)), models) for *values, models in rows]  # once for all facets
        bases = self._known_bases().filter(asset__slug__in={values["base"] for values, _models in alike})
        names = dict(bases.values_list("asset__slug", "asset__name"))
        told = [
            (values | {"base": values["base"] if values["base"] in names else ""}, models) for values, models in alike
        ]
        return self.count(told, {"stage": STAGES, "base": names})

    def _known_bases(self) -> QuerySet[Model]:
        return visible(self.actor, Model.objects.order_by(), "discover")

    def _narrowed(self) -> QuerySet[Model]:
        """What one may know of, by everything but the facets."""
        asked = self.cleaned_data
        rows = visible(self.actor, Model.objects.told().staged(), "discover")
        project = self.projects.get(asked.get("project", ""))
        may = asked.get("may")
        if deeds := [may] if may else USE if project else []:
            usable = Q()
            for deed in deeds:
                usable |= Q(pk__in=visible(self.actor, Model.objects.order_by(), deed, project=project).values("pk"))
            rows = rows.filter(usable)
        if name := asked.get("q"):
            rows = rows.filter(asset__name__icontains=name)
        if size := asked.get("size"):
            _words, least, below = SIZES[size]
            rows = rows.filter(latest_parameters__gte=least, latest_parameters__lt=below)  # type: ignore[misc]  # told() adds it
        return rows
