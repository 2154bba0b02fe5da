"""What agreements say of inventions: which party has what part in them, and who files until when."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import Grant
from agreements.policy import terms_on
from collaborations.models import Project
from knowledge.models import Basis
from organizations.models import Organization

if TYPE_CHECKING:
    from knowledge.services.inventions import Part


def check_foreground(project: Project, bases: Iterable[Basis], parts: Iterable["Part"]) -> None:
    """Raises ValidationError where inventors of a party have together another part than an agreement gives it."""
    shares: dict[str, Decimal] = defaultdict(Decimal)
    for part in parts:
        shares[part.organization.slug] += part.percent
    for grant in _terms(project, bases):
        for portion in grant.terms_version.terms["intellectual_property"]["foreground"]:
            party, percent = portion["party"], Decimal(str(portion["percent"]))
            if shares[party] != percent:
                told: dict[str, Any] = {"agreement": grant.agreement, "organization": _name(party)}
                told |= {"agreed": f"{percent.normalize():f}", "stated": f"{shares[party].normalize():f}"}
                raise ValidationError(
                    {
                        "inventors": _(
                            "“%(agreement)s” gives %(organization)s %(agreed)s %% of what is invented; "
                            "its inventors have %(stated)s %% here."
                        )
                        % told
                    }
                )


def filing_of(project: Project, bases: Iterable[Basis]) -> tuple[Organization, int] | None:
    """Who files, and within how many days, by the clause that gives the least time; None where none says so."""
    clauses = [grant.terms_version.terms["intellectual_property"]["filing"] for grant in _terms(project, bases)]
    found = min((clause for clause in clauses if clause), key=lambda clause: clause["days"], default=None)
    return (Organization.objects.get(slug=found["party"]), found["days"]) if found else None


def _terms(project: Project, bases: Iterable[Basis]) -> list[Grant]:
    """The terms under which the parties use what an invention came from; those of schema 1 say nothing of it."""
    assets = [asset for basis in bases for asset in basis.assets()]
    found = {
        grant.terms_version_id: grant
        for party in project.undertaking.parties.select_related("organization")
        for grant in terms_on(party.organization, assets)
    }
    return [grant for grant in found.values() if "intellectual_property" in grant.terms_version.terms]


def _name(slug: str) -> str:
    return str(Organization.objects.get(slug=slug))
