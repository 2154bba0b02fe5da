"""Which models were made from what an agreement shares, or from an asset."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.keeping.clauses import clauses_on_derived
from agreements.keeping.consequences import Cut, Effect, Effects, effects
from agreements.models import Agreement, Asset
from organizations.actor import Actor
from registry.models import Model

WHEN_SUSPENDED = gettext_lazy("It can only be looked up, as long as this lasts.")
AT_THE_END = {
    "keep": gettext_lazy("It stays in use as its clause says."),
    "freeze": gettext_lazy("It is frozen: its clause says so."),
    "delete": gettext_lazy("It has to be deleted: its clause says so."),
}
AFTER_WITHDRAWAL = {
    "keep": gettext_lazy("It stays in use: its clause says so."),
    "freeze": gettext_lazy("It can only be looked up from now on: its clause says that it is frozen."),
    "delete": gettext_lazy("It can only be looked up from now on, and has to be deleted: its clause says so."),
    "none": gettext_lazy("No clause speaks of it: its owner decides, and can freeze it."),
}


def derived_models(cut: Cut, reader: Actor) -> Iterator[Effects]:
    """Models made from it. What becomes of them at the end of an agreement is for its clause to say."""
    if cut.undertaking:
        return  # a model stays what it is, whatever one project is for
    rows = Model.objects.select_related("asset__owner").filter(cut.made_of())
    if cut.agreement:
        rows = rows.filter(asset__owner__in=cut.grants().values("organization"))
    fate = _fates_after_withdrawal(cut.asset) if cut.before and cut.asset else lambda _model: _fate(cut.agreement)
    yield effects(
        _("Models made from it"),
        rows.distinct(),
        reader,
        lambda m: Effect("model", str(m), m.get_absolute_url(), fate(m)),
    )


def _fates_after_withdrawal(asset: Asset) -> Callable[[Model], str]:
    """What becomes of each model when rows that it was made of are withdrawn."""
    clauses = clauses_on_derived(asset)

    def fate(model: Model) -> str:
        return str(AFTER_WITHDRAWAL[clauses.get(model.asset.owner.slug, "none")])

    return fate


def _fate(agreement: Agreement | None) -> str:
    version = agreement.current_version if agreement else None
    at_end = version.terms["derived_models"].get("at_end") if version else None
    if at_end is None:
        return str(WHEN_SUSPENDED)
    return _("While it is suspended: only looked up. At its end: %(fate)s") % {"fate": AT_THE_END[at_end]}
