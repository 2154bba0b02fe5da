"""Licences of assets: what software knows of them, and whether what is made of several can stand under one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from agreements.errors import LicenceConflict
from agreements.models import Asset, TermsVersion
from agreements.operations import Operation
from agreements.services.epoch import move_on
from agreements.terms import Fault, Terms
from agreements.terms.compatibility import expression_of, fits, forbidden_by

MAKING = frozenset({Operation.TRAIN, Operation.DERIVE})
Assets = Mapping[tuple[str, str], Asset]


def licence_fields(words: str) -> dict[str, object]:
    """What an asset keeps of the licence that people wrote; nothing of one that software doesn't know."""
    licence = expression_of(words)
    return {"licence": licence, "licence_forbids": sorted(forbidden_by(licence))}


def state_licence(asset: Asset, words: str) -> None:
    """Put an asset under a licence: from now on that is what binds others. The caller's service asks and records."""
    Asset.objects.filter(pk=asset.pk).update(**licence_fields(words))
    asset.refresh_from_db(fields=["licence", "licence_forbids"])
    move_on()


class Clash(NamedTuple):
    """A source whose licence doesn't let what is made of it stand under another one."""

    asset: Asset
    licence: str


def clashes(licence: str, sources: Iterable[Asset]) -> list[Clash]:
    """The sources, and what they were made from, that keep something made of them from being under `licence`."""
    known = {asset.pk for asset in sources}
    everything = Asset.objects.filter(pk__in=known) | Asset.objects.filter(descendants__asset__in=known)
    return [
        Clash(asset, asset.licence)
        for asset in everything.exclude(licence="").distinct().order_by("pk")
        if not fits(licence, asset.licence)
    ]


def stated_licence(sources: Sequence[Asset], agreements: Iterable[int]) -> str:
    """The licence that the agreements of these ids state for what is made of the sources; "" where none does.

    Raises:
        LicenceConflict: two of them state different ones, or a source's licence doesn't let it stand under it.
    """
    stated = _stated(agreements)
    if len(stated) > 1:
        raise LicenceConflict(
            _("What is made of both would have to be under %(one)s and under %(other)s: two agreements say so.")
            % {"one": stated[0], "other": stated[1]}
        )
    for licence in stated:
        for asset, upstream in clashes(licence, sources):
            raise LicenceConflict(
                _("The terms put what is made under %(licence)s; %(asset)s is under %(upstream)s, which forbids that.")
                % {"licence": licence, "asset": asset, "upstream": upstream}
            )
    return stated[0] if stated else ""


def licence_of_made(sources: Sequence[Asset], agreements: Iterable[int], *, otherwise: str) -> str:
    """Under which licence something stands once it is made: the stated one, else `otherwise`; "" where none can be."""
    licences = _stated(agreements) or [otherwise]
    fitting = len(licences) == 1 and not clashes(expression_of(licences[0]), sources)
    return licences[0] if fitting else ""


def _stated(agreements: Iterable[int]) -> list[str]:
    versions = TermsVersion.objects.filter(current_of__in=list(agreements))
    return sorted({version.terms["derived_models"].get("licence") or "" for version in versions} - {""})


def licence_faults(terms: Terms, assets: Assets) -> Iterator[Fault]:
    """Where terms say something else than the licences of what they share."""
    for place, share in enumerate(terms["shares"]):
        asset = assets.get((share["asset"]["kind"], share["asset"]["slug"]))
        if asset is None or not asset.licence:
            continue
        told = {"asset": asset.name, "licence": asset.licence}
        for spot, operation in enumerate(share["operations"]):
            if operation in MAKING and Asset.Forbidden.DERIVATIVES in asset.licence_forbids:
                yield Fault(
                    f"shares[{place}].operations[{spot}]",
                    _("%(path)s: %(asset)s is under %(licence)s, which forbids making something from it."),
                    **told,
                )
        if terms["purposes"]["commercial"] and Asset.Forbidden.COMMERCIAL in asset.licence_forbids:
            yield Fault(
                "purposes.commercial",
                _("%(path)s: %(asset)s is under %(licence)s, which forbids commercial use."),
                **told,
            )
    yield from _of_derived(terms, assets)


def _of_derived(terms: Terms, assets: Assets) -> Iterator[Fault]:
    licence = terms["derived_models"]["licence"]
    if not licence:
        return
    made_of = [share["asset"] for share in terms["shares"] if MAKING & set(share["operations"])]
    sources = [assets[key] for one in made_of if (key := (one["kind"], one["slug"])) in assets]
    for asset, upstream in clashes(licence, sources):
        if Asset.Forbidden.DERIVATIVES in asset.licence_forbids:
            continue  # said where the operation stands
        name = asset.name if asset in sources else _("something that was made use of")
        yield Fault(
            "derived_models.licence",
            _("%(path)s: what is made can’t be under %(licence)s, because %(asset)s is under %(upstream)s."),
            licence=licence,
            asset=name,
            upstream=upstream,
        )
