"""What the page of an agreement shows, gathered for one reader."""

from typing import Any, NamedTuple

from agreements.auditing.lately import happened_to
from agreements.models import Agreement, Party, Review, Signature, State, TermsVersion
from agreements.pages.allowances import allowed_now
from agreements.pages.chain import chain_of
from agreements.pages.deeds import offers
from agreements.pages.life import life, standing
from agreements.pages.obligations import may_open_review, obligations_of
from agreements.pages.talks import talk_of
from agreements.pages.texts import text_of
from agreements.policy import decide
from agreements.rendering import KEEPERS
from agreements.services.versions import current_of, terms_of
from agreements.signatures.keyring import holds
from agreements.signatures.statements import bytes_signed
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
        "may_compose": may_compose(agreement, reader),
        "happened": happened_to(agreement.uid, reader),
        "chain": chain_of(agreement, reader),
        **obligations_of(agreement, reader),
        "may_review_compliance": may_open_review(agreement, reader),
        "talk": talk_of(agreement, version, text, reader),
    }


class Signed(NamedTuple):
    """A party with its signature, or without; `holds`: whether its key made it over this text (None: no key)."""

    party: Party
    signature: Signature | None
    holds: bool | None


def signatures(agreement: Agreement, version: TermsVersion) -> list[Signed]:
    """Every party with its signature, checked anew, or without."""
    given = {one.party_id: one for one in version.signatures.select_related("user", "key", "version__agreement")}
    parties = agreement.parties.select_related("organization")
    return [Signed(party, given.get(party.pk), _holds(given.get(party.pk))) for party in parties]


def _holds(signature: Signature | None) -> bool | None:
    if signature is None or signature.key is None:
        return None
    return holds(signature.key.public_key, signature.ed25519, bytes_signed(signature))


def signing(agreement: Agreement, reader: Actor) -> Signing:
    """Due while the agreement waits for signatures and the reader's organization is a party that has given none."""
    missing = agreement.parties.exclude(signatures__version=agreement.current_version)
    if agreement.state not in (State.APPROVED, State.SIGNING) or not missing.filter(organization=reader.organization):
        return Signing(is_due=False, why_not="")
    decision = decide(reader, "sign", agreement)
    return Signing(is_due=True, why_not="" if decision.allowed else decision.sentences(reader)[0])


def may_compose(agreement: Agreement, reader: Actor) -> bool:
    """Whether the reader could write other terms where the agreement stands: change a draft, or answer."""
    if agreement.state not in (State.DRAFT, State.PROPOSED, State.CHANGES_REQUESTED):
        return False
    return decide(reader, "edit" if agreement.state == State.DRAFT else "propose", agreement).allowed
