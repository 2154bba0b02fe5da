"""Terms for de-identified versions only, or for versions of a k: which fit, for one question and as SQL for lists.

An approved recipe of de-identification writes the k of the version that it makes (`AssetVersion.k`): so many rows at
least are alike in what may be known of a person, and 1 where nobody counted. Discovery needs none, as it shows no row.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from agreements.models import AssetVersion, Grant
from agreements.operations import Operation
from agreements.policy.rows import AnyOf

if TYPE_CHECKING:
    from agreements.policy.deciding import Question
    from agreements.policy.rows import AskedAsset

FREE = frozenset({Operation.DISCOVER})


def of_k(question: "Question", grant: Grant, asset: "AskedAsset") -> bool:
    """Whether what is asked about has the k that the grant asks for: a version; of a source, each that was used; of an
    asset as a whole, any.
    """
    if grant.least_k is None or question.operation in FREE:
        return True
    told = question.least_alike[asset.pk]
    if asset.pk != question.asset.pk:
        return min(told.get(number, 0) for number in asset.used) >= grant.least_k
    found = max(told.values(), default=0) if question.number is None else told.get(question.number, 0)
    return found >= grant.least_k


def least_alike(assets: "list[AskedAsset]") -> Mapping[int, dict[int, int]]:
    """The k of their versions, by asset, then by number; 0 of what is not de-identified."""
    told: dict[int, dict[int, int]] = {asset.pk: {} for asset in assets}
    for asset, number, k in AssetVersion.objects.filter(asset__in=told).values_list("asset_id", "number", "k"):
        told[asset][number] = k or 0
    return told


def any_version() -> Q:
    """Of permission rows: some version of the asset has the k that the grant asks for."""
    asked = OuterRef("grant__least_k")
    return Q(Exists(AssetVersion.objects.filter(asset=OuterRef("content_object"), k__gte=asked)))


def this_version(key: str) -> Q:
    """Of permission rows, within a list of versions whose k is called `key`: the version has it."""
    return Q(grant__least_k__lte=OuterRef(key))


def each_used() -> Q:
    """Of permission rows, within the closure: each version that was used of the ancestor has it."""
    was_used = Q(AnyOf(F("number"), OuterRef(OuterRef("numbers")))) | Q(number=OuterRef(OuterRef("number")))
    of_less = Q(k=None) | Q(k__lt=OuterRef("grant__least_k"))
    return ~Q(Exists(AssetVersion.objects.filter(was_used, of_less, asset=OuterRef("content_object"))))
