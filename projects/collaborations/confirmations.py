"""Which parties have confirmed what a project is for, as it stands now."""

from datetime import datetime
from typing import NamedTuple

from agreements.models import Party, Undertaking
from organizations.models import Organization


class Confirmation(NamedTuple):
    """A party, and who confirmed the present purpose, parties and team for it, and when; None: nobody yet."""

    organization: Organization
    confirmed_by: str | None
    confirmed_at: datetime | None
    needed: bool  # what it provides for this project may be used only once it has confirmed

    @property
    def confirmed(self) -> bool:
        """Whether it has."""
        return self.confirmed_by is not None


def confirmations_of(undertaking: Undertaking) -> list[Confirmation]:
    """One for each party. A change of purpose, parties or team leaves earlier ones behind."""
    now = undertaking.confirmations.filter(purpose=undertaking.purpose_id, revision=undertaking.revision)
    given = {each.organization_id: each for each in now.select_related("confirmed_by")}
    about_it = Party.objects.filter(agreement__current_version__terms__purposes__project=undertaking.slug)
    providers = set(about_it.filter(provides=True).values_list("organization_id", flat=True))
    found = []
    for party in undertaking.parties.select_related("organization").order_by("organization__name"):
        each = given.get(party.organization_id)
        found.append(
            Confirmation(
                organization=party.organization,
                confirmed_by=each.confirmed_by.name if each else None,
                confirmed_at=each.confirmed_at if each else None,
                needed=not providers or party.organization_id in providers,
            )
        )
    return found
