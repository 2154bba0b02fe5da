"""The composer's parts in order: which fields stand together, and who keeps the clause they make."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.composing.form import ComposerForm
from agreements.terms.keepers import KEPT_BY, Keeper

_Group = tuple[str, tuple[str, ...]]  # a clause's key, and the beginnings of the names of its fields

LAYOUT: tuple[tuple[str, Promise, tuple[_Group, ...]], ...] = (
    (
        "purposes",
        _("For what, and by whom"),
        (
            ("purpose", ("purposes.codes", "purposes.commercial", "purposes.project")),
            ("diseases", ("purposes.diseases",)),
            ("regions", ("purposes.regions",)),
            ("people", ("purposes.people",)),
            ("institutions", ("purposes.institutions",)),
        ),
    ),
    (
        "protections",
        _("Protection"),
        (
            ("masked_columns", ("protections.masked_columns",)),
            ("deidentified", ("protections.deidentified_only",)),
            ("k_anonymity", ("protections.k_anonymity",)),
            ("privacy_budget", ("protections.privacy_budget",)),
            ("sites", ("protections.sites",)),
            ("no_reidentification", ("protections.no_reidentification",)),
        ),
    ),
    ("period", _("Start and end"), (("period", ("starts_on", "ends_on")), ("retention", ("retention",)))),
    (
        "results",
        _("What comes of it"),
        (
            ("ownership", ("derived_models.ownership",)),
            ("licence", ("derived_models.licence",)),
            ("use_of_derived", ("derived_models.deploy", "derived_models.serve", "derived_models.pass_on")),
            ("derived_at_end", ("derived_models.at_end",)),
            ("derived_words", ("derived_models.words",)),
        ),
    ),
    (
        "property",
        _("Intellectual property"),
        (
            ("background", ("intellectual_property.background",)),
            ("foreground", ("intellectual_property.foreground",)),
            ("filing", ("intellectual_property.filing",)),
        ),
    ),
    (
        "publication",
        _("Publication"),
        (
            ("review_of_manuscripts", ("publication.review_days",)),
            ("embargo", ("publication.embargo_until",)),
            ("duty_to_publish", ("publication.duty_to_publish",)),
        ),
    ),
    (
        "life",
        _("Reviews and later terms"),
        (
            ("compliance", ("compliance.every_months",)),
            ("compliance_stops", ("compliance.suspend_after_days",)),
            ("amendment", ("amendment",)),
        ),
    ),
    (
        "law",
        _("Law and languages"),
        (("law", ("law",)), ("liability", ("liability",)), ("languages", ("prevailing_language",))),
    ),
)


@dataclass(frozen=True)
class Composed:
    """A field with what is wrong with it."""

    field: BoundField
    faults: list[str]

    @property
    def frame(self) -> str:
        """The id around a field that is fetched anew by itself: operations follow from what is shared."""
        _shares, _dot, rest = self.field.name.partition("shares.")
        row, _dot, last = rest.partition(".")
        return f"operations-{row}" if last == "operations" else ""


@dataclass(frozen=True)
class Group:
    """The fields of one clause, and who keeps it."""

    keeper: Keeper
    fields: list[Composed]

    @property
    def is_short(self) -> bool:
        """Whether its fields stand side by side."""
        widgets = [one.field.field.widget for one in self.fields]
        return len(widgets) > 1 and all("input-short" in widget.attrs.get("class", "") for widget in widgets)


@dataclass(frozen=True)
class Part:
    """A part of the composer that opens and closes."""

    key: str
    title: str
    number: int
    groups: list[Group]

    @property
    def is_faulty(self) -> bool:
        """Whether something in it has to be mended."""
        return any(composed.faults for group in self.groups for composed in group.fields)

    @property
    def keepers(self) -> list[Keeper]:
        """Who keeps its clauses, each once."""
        return list(dict.fromkeys(group.keeper for group in self.groups))


def parts_of(form: ComposerForm) -> list[Part]:
    """All parts but the shares, which come first."""
    return [
        Part(key, str(title), number, [Group(KEPT_BY[clause], _fields(form, names)) for clause, names in groups])
        for number, (key, title, groups) in enumerate(LAYOUT, start=2)
    ]


def shares_of(form: ComposerForm) -> Part:
    """What is shared and what may be done, a group for each thing."""
    rows = [Group(KEPT_BY["allowed"], _fields(form, (f"shares.{row}",))) for row in range(form.row_count)]
    return Part("shares", str(_("What is shared, and what may be done")), 1, rows)


def composed(form: ComposerForm, name: str) -> Composed:
    """One field with its faults."""
    return Composed(form[name], form.faults.get(name, []))


def all_composed(form: ComposerForm) -> Iterator[Composed]:
    """Every field that is seen."""
    return (composed(form, field.name) for field in form.visible_fields())


def _fields(form: ComposerForm, beginnings: tuple[str, ...]) -> list[Composed]:
    names = [name for name in form.fields if any(name == one or name.startswith(f"{one}.") for one in beginnings)]
    return [composed(form, name) for name in names]
