"""Which parties have confirmed what a project is for, as it stands now."""

from datetime import datetime
from typing import NamedTuple

from agreements.keeping.providers import granted_for, providers_for
from agreements.models import Agreement, Asset, Purpose, PurposeMatch, State, TeamMember, Undertaking
from agreements.policy import visible
from collaborations.purposes import label_of
from organizations.actor import Actor
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
    providers = set(providers_for(undertaking).values_list("organization_id", flat=True))
    found = []
    for party in undertaking.parties.select_related("organization").order_by("organization__name"):
        each = given.get(party.organization_id)
        found.append(
            Confirmation(
                organization=party.organization,
                confirmed_by=each.confirmed_by.name if each else None,
                confirmed_at=each.confirmed_at if each else None,
                needed=party.organization_id in providers,
            )
        )
    return found


class Since(NamedTuple):
    """What changed since an organization confirmed last: the purpose as it was then, and who joined or works anew."""

    purpose: Purpose | None
    joined: list[TeamMember]

    @property
    def words(self) -> str:
        """The earlier purpose in a row."""
        return "; ".join(label_of(code) for code in self.purpose.codes) if self.purpose else ""


def since_confirmed(undertaking: Undertaking, reader: Actor) -> Since | None:
    """For the organization acted for; None where it never confirmed."""
    earlier = undertaking.confirmations.filter(organization=reader.organization).select_related("purpose")
    last = earlier.order_by("-confirmed_at").first()
    if last is None:
        return None
    joined = undertaking.team.filter(joined_at__gt=last.confirmed_at).select_related("user", "organization")
    purpose = last.purpose if last.purpose_id != undertaking.purpose_id else None
    return Since(purpose, list(joined.order_by("user__name", "user_id")))


def unfit_for(undertaking: Undertaking, reader: Actor) -> list[Agreement]:
    """Agreements in force with the parties whose terms the present purpose doesn't meet, among those that one sees."""
    no = PurposeMatch.objects.filter(
        purpose=undertaking.purpose_id, matches=False, recipient__in=undertaking.organizations.all()
    )
    agreements = Agreement.objects.filter(state=State.ACTIVE, current_version__in=no.values("terms_version"))
    between = agreements.filter(current_version__terms__purposes__project=undertaking.slug)
    return list(visible(reader, between.order_by("title", "id"), "discover"))


def paused_for(undertaking: Undertaking, reader: Actor) -> list[Asset]:
    """What is shared for the purpose and waits for its provider to confirm it, among what the reader may know of."""
    waiting = granted_for(undertaking, confirmed=False)
    rows = Asset.objects.filter(group_permissions__grant__in=waiting).distinct().select_related("dataset", "model")
    return list(visible(reader, rows.order_by("name", "id"), "discover"))
