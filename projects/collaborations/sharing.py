"""What agreements in force let the parties of a project do with whose data and models, for its purpose."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from agreements.keeping.providers import granted_for
from agreements.models import Asset, AssetGroupPermission, Grant, Undertaking
from agreements.operations import Operation
from agreements.policy import visible
from organizations.actor import Actor


class Shared(NamedTuple):
    """A dataset or model, who may do what with it, and whether its provider has confirmed the purpose for that."""

    asset: Asset
    grant: Grant
    confirmed: bool

    @property
    def url(self) -> str:
        """Its page, which the app above that has the dataset or model knows; none where there is no such page."""
        described = getattr(self.asset, self.asset.kind, None)
        return str(described.get_absolute_url()) if described else ""

    @property
    def words(self) -> dict[str, str]:
        """Who gives, who gets, and what."""
        said = _(", ").join(str(one.label) for one in Operation if one in self.grant.operations)
        return {
            "provider": self.grant.provider.name,
            "recipient": self.grant.organization.name,
            "operations": said,
        }


def shared_in(undertaking: Undertaking, reader: Actor) -> list[Shared]:
    """Among what the reader may know of, by name; of a thing, what each recipient may do."""
    granted = {
        grant.pk: (grant, confirmed)
        for confirmed in (True, False)
        for grant in granted_for(undertaking, confirmed=confirmed)
        .exclude(speaks_of=Grant.SpeaksOf.DERIVED)
        .select_related("organization", "provider")
    }
    rows = AssetGroupPermission.objects.filter(grant__in=granted)
    pairs = set(rows.values_list("content_object", "grant").distinct())
    assets = Asset.objects.filter(pk__in={asset for asset, _grant in pairs}).select_related("dataset", "model")
    known = {asset.pk: asset for asset in visible(reader, assets, "discover")}
    found = [Shared(known[asset], *granted[grant]) for asset, grant in pairs if asset in known]
    return sorted(found, key=lambda each: (each.asset.name, each.grant.pk))
