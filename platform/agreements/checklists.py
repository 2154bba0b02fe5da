"""What a reviewer answers before approving: a checklist that follows from the kind of agreement."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Asset, AssetAncestor
from agreements.services.versions import current_of, terms_of
from agreements.terms import Terms


@dataclass(frozen=True)
class Kind:
    """What an agreement is about, as its checklist sees it."""

    terms: Terms
    is_sensitive: bool

    @property
    def operations(self) -> set[str]:
        """All that anybody may do."""
        return {operation for share in self.terms["shares"] for operation in share["operations"]}

    @property
    def kinds(self) -> set[str]:
        """Datasets, models or both."""
        return {share["asset"]["kind"] for share in self.terms["shares"]}

    @property
    def lets_out(self) -> bool:
        """Whether a copy leaves the platform."""
        return bool(self.operations & {"download", "release_weights", "redistribute", "publish"})

    @property
    def name(self) -> str | Promise:
        """The checklist's name: that of the template an agreement like this starts from."""
        return next(name for name, fits in NAMES if fits(self))


NAMES: tuple[tuple[Promise, Callable[[Kind], bool]], ...] = (
    (_("Consortium"), lambda kind: len(kind.terms["parties"]) > 2),
    (_("Evaluation only"), lambda kind: kind.operations <= {"discover", "preview", "evaluate", "infer"}),
    (_("Model licence"), lambda kind: kind.kinds == {"model"}),
    (_("Compute without download"), lambda kind: not kind.lets_out),
    (_("Bilateral data use"), lambda _kind: True),
)


@dataclass(frozen=True)
class Point:
    """Something that only a person can answer; it stands on the checklists it `fits`."""

    code: str
    asks: str | Promise
    fits: Callable[[Kind], bool] = lambda _kind: True


POINTS = (
    Point("purpose", _("The purpose codes say what the parties mean to do")),
    Point("free_words", _("The parties’ own words contradict no clause that the software enforces")),
    Point("languages", _("Both texts say the same in the parties’ own words")),
    Point(
        "consortium_sides",
        _("Each party of the consortium gives, receives or has another part, and knows which"),
        lambda kind: len(kind.terms["parties"]) > 2,
    ),
    Point(
        "copies",
        _("Copies that leave the platform are named, and somebody answers for their end"),
        lambda kind: kind.lets_out,
    ),
    Point(
        "licence",
        _("The licence of the model allows what its provider lets the others do"),
        lambda kind: "model" in kind.kinds,
    ),
    Point(
        "results",
        _("Whose the derived models are, and what happens to them at the end, is settled"),
        lambda kind: bool(kind.operations & {"train", "derive"}),
    ),
    Point(
        "legal_basis",
        _("A law or an ethics approval covers the use of the sensitive data, for its purpose and its time"),
        lambda kind: kind.is_sensitive,
    ),
    Point(
        "protection",
        _("The protections fit what the data would give away"),
        lambda kind: kind.is_sensitive,
    ),
)


def kind_of(agreement: Agreement) -> Kind:
    """What the current version is about."""
    return Kind(terms_of(current_of(agreement)), is_sensitive(agreement))


def points_for(agreement: Agreement) -> list[Point]:
    """The points that a reviewer of this agreement answers."""
    kind = kind_of(agreement)
    return [point for point in POINTS if point.fits(kind)]


def is_sensitive(agreement: Agreement) -> bool:
    """Whether sensitive data is shared, or something that was made from it."""
    named = Q(pk__in=[])
    for share in terms_of(current_of(agreement))["shares"]:
        named |= Q(kind=share["asset"]["kind"], slug=share["asset"]["slug"])
    shared = Asset.objects.filter(named)
    behind = AssetAncestor.objects.filter(asset__in=shared).values("ancestor")
    sensitive = Asset.objects.exclude(sensitivity=Asset.Sensitivity.ORDINARY)
    return sensitive.filter(Q(pk__in=shared) | Q(pk__in=behind)).exists()
