"""Whether terms are well formed. Every fault is found at once, as a sentence that names its path.

Whether the organizations, assets and projects exist is asked where terms become a version (services/negotiation.py).
"""

from datetime import date
from typing import cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.terms.checks import (
    Faults,
    anything,
    day,
    duo_code,
    list_of,
    object_of,
    one_of,
    or_null,
    sentence,
    slug,
    whole,
    yes_or_no,
)
from agreements.terms.shape import LANGUAGES, SCHEMA, SHAREABLE, Terms

LONGEST_REVIEW_DAYS = 365
LAST_VERSION = 2**31 - 1


def check_terms(terms: object) -> Terms:
    """The same terms, now known to be well formed.

    Raises:
        ValidationError: one sentence for each fault, naming where it stands.
    """
    faults = list(_terms(terms)) or list(_between_parts(cast(Terms, terms)))
    if faults:
        raise ValidationError(faults)
    return cast(Terms, terms)


def _terms(terms: object) -> Faults:
    yield from object_of(
        terms,
        "",
        schema=one_of(SCHEMA),
        prevailing_language=one_of(*LANGUAGES),
        parties=list_of(slug, at_least=2),
        shares=list_of(_share, at_least=1),
        purposes=_purposes,
        starts_on=day,
        ends_on=or_null(day),
        derived_models=_words,
        publication=_publication,
        law=_words,
        liability=_words,
    )


def _share(value: object, path: str) -> Faults:
    kind = _kind_of(value)
    yield from object_of(
        value,
        path,
        provider=slug,
        recipient=slug,
        asset=_asset,
        versions=_versions,
        operations=list_of(one_of(*SHAREABLE.get(kind, ())), at_least=1) if kind else list_of(anything, at_least=1),
    )


def _kind_of(share: object) -> str:
    asset = share.get("asset") if isinstance(share, dict) else None
    kind = asset.get("kind") if isinstance(asset, dict) else None
    return kind if isinstance(kind, str) and kind in SHAREABLE else ""


def _asset(value: object, path: str) -> Faults:
    yield from object_of(value, path, kind=one_of(*SHAREABLE), slug=slug)


def _purposes(value: object, path: str) -> Faults:
    yield from object_of(value, path, codes=list_of(duo_code, at_least=1), commercial=yes_or_no, project=or_null(slug))


def _publication(value: object, path: str) -> Faults:
    yield from object_of(value, path, review_days=whole(0, LONGEST_REVIEW_DAYS))


def _words(value: object, path: str) -> Faults:
    yield from object_of(value, path, en=sentence, zh=sentence)


def _versions(value: object, path: str) -> Faults:
    if value != "all" and any(whole(1, LAST_VERSION)(value, path)):
        yield _("%(path)s: “all”, or the number of the last version that is shared, is expected here.") % {"path": path}


def _between_parts(terms: Terms) -> Faults:
    """Faults that no part has alone."""
    ends_on = terms["ends_on"]
    if ends_on and date.fromisoformat(ends_on) < date.fromisoformat(terms["starts_on"]):
        yield _("%(path)s: the agreement ends before it starts.") % {"path": "ends_on"}
    told = set()
    for place, share in enumerate(terms["shares"]):
        path = f"shares[{place}]"
        for side, party in (("provider", share["provider"]), ("recipient", share["recipient"])):
            if party not in terms["parties"]:
                yield _("%(path)s: “%(slug)s” is not one of the parties.") % {"path": f"{path}.{side}", "slug": party}
        if share["provider"] == share["recipient"]:
            yield _("%(path)s: a party can't share with itself.") % {"path": path}
        what = (share["provider"], share["recipient"], share["asset"]["kind"], share["asset"]["slug"])
        if what in told:
            yield _("%(path)s: this asset is shared with the same recipient above; name it once.") % {"path": path}
        told.add(what)
