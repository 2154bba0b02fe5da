"""Which datasets were made from what an agreement shares, or from an asset."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.keeping.consequences import Cut, Effect, Effects, effects
from catalog.models import Dataset
from organizations.actor import Actor


def derived_datasets(cut: Cut, reader: Actor) -> Iterator[Effects]:
    """Datasets made from it: they allow what all that they were made from allows."""
    if cut.undertaking:
        return
    rows = Dataset.objects.told().filter(cut.made_of())
    if cut.agreement:
        rows = rows.filter(asset__owner__in=cut.grants().values("organization"))
    fate = _("Its versions that have these rows are closed for good.") if cut.before else _("It can only be looked up.")
    yield effects(
        _("Datasets made from it"),
        rows.distinct(),
        reader,
        lambda d: Effect("data", str(d), d.get_absolute_url(), fate),
    )
