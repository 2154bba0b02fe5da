"""What a duty to delete is about: assets, the models made of them, and those that other agreements still cover."""

from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from agreements.models import Asset, AssetAncestor, AssetGroupPermission, Duty, Grant

# By any of these another agreement says that something may be made of a source, or be used once it is made.
COVERING = ("train_asset", "derive_asset", "infer_asset", "serve_asset")


class Kept(NamedTuple):
    """A model that stays, and the titles of the agreements because of which it does."""

    asset: Asset
    agreements: list[str]

    def as_json(self) -> dict[str, Any]:
        """As a certificate says it."""
        return {"uid": str(self.asset.uid), "of": self.asset.name, "because_of": self.agreements}


def assets_of(duty: Duty) -> list[int]:
    """The ids of the assets that the duty is about: the one that was shared, or all whose derivatives have to go."""
    if duty.without:
        return [duty.without.asset_id]
    if duty.asset_id:
        return [duty.asset_id]
    version = duty.agreement.current_version
    shares = version.terms["shares"] if version else []
    mine = [share["asset"] for share in shares if share["recipient"] == duty.organization.slug]
    found = Asset.objects.filter(slug__in=[asset["slug"] for asset in mine]).values_list("pk", "kind", "slug")
    return [pk for pk, kind, slug in found if {"kind": kind, "slug": slug} in mine]


def derived_under(duty: Duty) -> QuerySet[Asset]:
    """What the organization made of the assets that the duty is about."""
    made_of_them = AssetAncestor.objects.filter(ancestor__in=assets_of(duty))
    if duty.without:
        before = list(range(1, duty.without.number))
        made_of_them = made_of_them.filter(Q(number__in=before) | Q(numbers__overlap=before))
    return Asset.objects.filter(owner=duty.organization, pk__in=made_of_them.values("asset"))


def kept_under_others(duty: Duty) -> list[Kept]:
    """The models that other agreements in force cover for every source that the duty is about; they are not deleted.

    Where rows were withdrawn, those cover them that say that models are kept.
    """
    if duty.kind != Duty.Kind.DERIVED:
        return []
    kept, asked = [], set(assets_of(duty))
    for asset in derived_under(duty).filter(erased_at=None).order_by("pk"):
        covering = [_covering(source, duty) for source in asset.ancestors.filter(ancestor__in=asked)]
        if all(covering):
            kept.append(Kept(asset, sorted(set().union(*covering))))
    return kept


def _covering(source: AssetAncestor, duty: Duty) -> set[str]:
    """The other agreements in force that let the organization make something of a source, up to what was used of it."""
    now = timezone.now()
    in_force = Grant.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        Q(last_version=None) | Q(last_version__gte=source.number),
        agreement__state="active",
        starts_at__lte=now,
        organization=duty.organization,
    ).exclude(agreement=duty.agreement)
    if duty.without:
        in_force = in_force.filter(outlasts_agreement=True)
    rows = AssetGroupPermission.objects.filter(
        content_object=source.ancestor_id, grant__in=in_force, permission__codename__in=COVERING
    )
    return set(rows.annotate(title=F("grant__agreement__title")).values_list("title", flat=True))
