"""The parts of terms, declared once: `check_terms` and the published JSON Schema both come from here."""

from django.utils.translation import gettext as _

from agreements.terms.checks import Check, Faults, list_of, object_of, one_of, optional, or_null, whole, yes_or_no
from agreements.terms.faults import Fault
from agreements.terms.shape import LANGUAGES, SCHEMA, SHAREABLE
from agreements.terms.values import (
    column,
    day,
    delta,
    disease,
    duo_code,
    epsilon,
    licence,
    name,
    person,
    region,
    sentence,
    slug,
)

LAST_VERSION = 2**31 - 1
YEAR = 366

words = object_of(en=sentence, zh=sentence)
portions = list_of(object_of(party=slug, percent=whole(1, 100)))


def _version_faults(value: object, path: str) -> Faults:
    if value != "all" and any(whole(1, LAST_VERSION).faults(value, path)):
        yield Fault(path, _("%(path)s: “all”, or the number of the last version that is shared, is expected here."))


versions = Check(_version_faults, {"anyOf": [{"const": "all"}, whole(1, LAST_VERSION).schema]})


def _share_of(*kinds: str) -> Check:
    """A share of an asset of one of these kinds; which operations there are depends on the kind."""
    operations = dict.fromkeys(operation for kind in kinds for operation in SHAREABLE[kind])
    return object_of(
        provider=slug,
        recipient=slug,
        asset=object_of(kind=one_of(*kinds), slug=slug),
        versions=versions,
        operations=list_of(one_of(*operations), at_least=1),
    )


def _share_faults(value: object, path: str) -> Faults:
    asset = value.get("asset") if isinstance(value, dict) else None
    kind = asset.get("kind") if isinstance(asset, dict) else None
    known = isinstance(kind, str) and kind in SHAREABLE
    yield from _share_of(*([str(kind)] if known else SHAREABLE)).faults(value, path)


share = Check(_share_faults, {"anyOf": [_share_of(kind).schema for kind in SHAREABLE]})

purposes = object_of(
    codes=list_of(duo_code, at_least=1),
    commercial=yes_or_no,
    project=or_null(slug),
    diseases=list_of(object_of(code=disease, narrower=list_of(disease))),
    regions=list_of(region),
    people=list_of(person),
    institutions=list_of(slug),
)

protections = object_of(
    masked_columns=optional(list_of(object_of(dataset=slug, columns=list_of(column, at_least=1)))),
    deidentified_only=yes_or_no,
    k_anonymity=or_null(whole(2, 1_000_000)),
    privacy_budget=or_null(object_of(epsilon=epsilon, delta=delta)),
    sites=list_of(name),
    no_reidentification=yes_or_no,
)

derived_models = object_of(
    ownership=portions,
    licence=or_null(licence),
    deploy=list_of(slug),
    serve=list_of(slug),
    pass_on=list_of(slug),
    at_end=one_of("keep", "freeze", "delete"),
    words=or_null(words),
)

terms = object_of(
    schema=one_of(SCHEMA),
    prevailing_language=one_of(*LANGUAGES),
    parties=list_of(slug, at_least=2),
    shares=list_of(share, at_least=1),
    purposes=purposes,
    protections=protections,
    retention=object_of(days=or_null(whole(0, 100 * YEAR)), delete_at_end=yes_or_no),
    derived_models=derived_models,
    intellectual_property=object_of(
        background=or_null(words),
        foreground=portions,
        filing=or_null(object_of(party=slug, days=whole(1, 10 * YEAR))),
    ),
    publication=object_of(review_days=whole(0, YEAR), embargo_until=or_null(day), duty_to_publish=yes_or_no),
    compliance=object_of(every_months=or_null(whole(1, 60)), suspend_after_days=or_null(whole(0, YEAR))),
    amendment=object_of(old_binds=one_of("until_signed", "grace"), grace_days=whole(0, YEAR)),
    starts_on=day,
    ends_on=or_null(day),
    law=words,
    liability=words,
)
