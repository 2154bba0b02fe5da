"""The points of a review's checklist that software can answer."""

from collections.abc import Iterator
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agreements.models import Agreement
from agreements.rendering import read
from agreements.services.versions import bytes_of, current_of
from agreements.terms import digest
from organizations.models import Role

POINTS: dict[str, Promise] = {
    "verified": gettext_lazy("All parties are verified"),
    "signatories": gettext_lazy("Each party has a signatory with a second factor"),
    "codes": gettext_lazy("Both texts carry the same codes"),
    "digest": gettext_lazy("The text is what was hashed"),
}


class Found(NamedTuple):
    """A point that software can answer: its code, whether it holds, and what was found."""

    code: str
    holds: bool
    says: str

    @property
    def point(self) -> str | Promise:
        """The point in words."""
        return POINTS[self.code]


def findings(agreement: Agreement) -> list[Found]:
    """What the software found about the current version."""
    return list(_findings(agreement))


def _findings(agreement: Agreement) -> Iterator[Found]:
    version = current_of(agreement)
    parties = [party.organization for party in agreement.parties.select_related("organization")]
    unverified = [organization.name for organization in parties if not organization.is_verified]
    yield Found("verified", not unverified, ", ".join(unverified or [one.name for one in parties]))
    lacking = [organization.name for organization in parties if not _can_sign(organization.pk)]
    says = _("Missing: %(organizations)s") % {"organizations": ", ".join(lacking)} if lacking else _("All have one")
    yield Found("signatories", not lacking, says)
    english, chinese = _codes(version.text_en, "en"), _codes(version.text_zh, "zh")
    yield Found("codes", english == chinese, ", ".join(english))
    yield Found("digest", digest(bytes_of(version)) == version.sha256, version.sha256[:16])


def _codes(text: str, language: str) -> list[str]:
    return [code for clause in read(text, language).clauses for code in clause.codes]


def _can_sign(organization_id: int) -> bool:
    signatories = User.objects.filter(
        groups__org_role__organization=organization_id, groups__org_role__role=Role.SIGNATORY
    )
    return bool(Authenticator.objects.filter(user__in=signatories).exists())
