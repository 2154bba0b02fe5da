"""What a reviewer sees beside an agreement: the queue, what the software found, and whether it is theirs to decide."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agreements.errors import NotYourTurn
from agreements.models import Agreement, Review, State
from agreements.pages import text_of
from agreements.rendering import KEEPERS, read
from agreements.services.review import check_impartial
from agreements.services.versions import bytes_of, current_of
from agreements.terms import digest
from organizations.actor import Actor
from organizations.models import Role


class Found(NamedTuple):
    """A point of the checklist that software can answer."""

    point: str | Promise
    holds: bool
    says: str


class Waiting(NamedTuple):
    """An agreement in the queue; `not_yours` says why this reviewer may not have it."""

    agreement: Agreement
    parties: str
    days: int
    not_yours: str


def waiting(agreements: QuerySet[Agreement], reviewer: Actor) -> list[Waiting]:
    """The queue, the oldest first."""
    rows = agreements.filter(state__in=[State.AGREED, State.IN_REVIEW])
    return [
        Waiting(
            agreement,
            " · ".join(party.organization.name for party in agreement.parties.all()),
            (timezone.now() - agreement.state_changed_at).days,
            _not_yours(agreement, reviewer),
        )
        for agreement in rows
    ]


def page_of_review(agreement: Agreement, reviewer: Actor) -> dict[str, Any]:
    """The template context of the page on which a reviewer decides."""
    version = current_of(agreement)
    text = text_of(version)
    return {
        "agreement": agreement,
        "version": version,
        "text": text,
        "kept": [(keeper, sum(clause.keeper == keeper for clause in text.clauses)) for keeper in KEEPERS],
        "found": list(_found(agreement)),
        "reviews": Review.objects.filter(version__agreement=agreement).select_related("reviewer", "version"),
        "not_yours": _not_yours(agreement, reviewer),
    }


def _found(agreement: Agreement) -> Iterable[Found]:
    version = current_of(agreement)
    parties = [party.organization for party in agreement.parties.all()]
    unverified = [organization.name for organization in parties if not organization.is_verified]
    yield Found(
        gettext_lazy("All parties are verified"), not unverified, ", ".join(unverified or [one.name for one in parties])
    )
    lacking = [organization.name for organization in parties if not _can_sign(organization.pk)]
    yield Found(
        gettext_lazy("Each party has a signatory with a second factor"),
        not lacking,
        _("Missing: %(organizations)s") % {"organizations": ", ".join(lacking)} if lacking else _("All have one"),
    )
    english, chinese = _codes(version.text_en, "en"), _codes(version.text_zh, "zh")
    yield Found(gettext_lazy("Both texts carry the same codes"), english == chinese, ", ".join(english))
    yield Found(
        gettext_lazy("The text is what was hashed"), digest(bytes_of(version)) == version.sha256, version.sha256[:16]
    )


def _codes(text: str, language: str) -> list[str]:
    return [code for clause in read(text, language).clauses for code in clause.codes]


def _can_sign(organization_id: int) -> bool:
    signatories = User.objects.filter(
        groups__org_role__organization=organization_id, groups__org_role__role=Role.SIGNATORY
    )
    return bool(Authenticator.objects.filter(user__in=signatories).exists())


def _not_yours(agreement: Agreement, reviewer: Actor) -> str:
    try:
        check_impartial(agreement, reviewer)
    except NotYourTurn as refusal:
        return refusal.messages[0]
    return ""
