"""What the page of an agreement shows, gathered for one reader."""

from typing import Any, NamedTuple

from django.utils.translation import get_language

from agreements.allowances import allowed_now
from agreements.deeds import offers
from agreements.life import life, standing
from agreements.models import Agreement, Party, Review, Signature, State, TermsVersion
from agreements.policy import decide
from agreements.rendering import KEEPERS, Text, read
from agreements.services.versions import current_of, terms_of
from organizations.actor import Actor


class Signing(NamedTuple):
    """Whether the reader's signature is due, and why not when it isn't theirs to give."""

    is_due: bool
    why_not: str


def page_of(agreement: Agreement, reader: Actor) -> dict[str, Any]:
    """The template context of the agreement's page."""
    version = current_of(agreement)
    text = text_of(version)
    return {
        "agreement": agreement,
        "standing": standing(agreement),
        "version": version,
        "text": text,
        "prevailing": terms_of(version)["prevailing_language"],
        "kept": [(keeper, sum(clause.keeper == keeper for clause in text.clauses)) for keeper in KEEPERS],
        "life": life(agreement),
        "parties": agreement.parties.select_related("organization"),
        "signatures": signatures(agreement, version),
        "reviews": Review.objects.filter(version__agreement=agreement).select_related("reviewer", "version"),
        "shares": allowed_now(agreement, reader),
        "offers": offers(agreement, reader),
        "signing": signing(agreement, reader),
    }


def text_of(version: TermsVersion) -> Text:
    """The stored text in the reader's language."""
    return read(version.text_zh, "zh") if get_language() == "zh-hans" else read(version.text_en, "en")


def signatures(agreement: Agreement, version: TermsVersion) -> list[tuple[Party, Signature | None]]:
    """Every party with its signature, or without."""
    given = {one.party_id: one for one in version.signatures.select_related("user")}
    return [(party, given.get(party.pk)) for party in agreement.parties.select_related("organization")]


def signing(agreement: Agreement, reader: Actor) -> Signing:
    """Due while the agreement waits for signatures and the reader's organization is a party that has given none."""
    missing = agreement.parties.exclude(signatures__version=agreement.current_version)
    if agreement.state not in (State.APPROVED, State.SIGNING) or not missing.filter(organization=reader.organization):
        return Signing(is_due=False, why_not="")
    decision = decide(reader, "sign", agreement)
    return Signing(is_due=True, why_not="" if decision.allowed else decision.sentences(reader)[0])
