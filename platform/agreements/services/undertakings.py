"""Undertakings: who takes part, who works on them, what for, and who confirmed it.

`collaborations` calls these for its projects. Each asks the policy and records its own event.
"""

import re
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agreements.duo import CODES
from agreements.matcher import DISEASE_RESEARCH
from agreements.models import ConfirmedPurpose, Purpose, TeamMember, TeamRole, Undertaking, UndertakingParty
from agreements.policy import permitted
from agreements.services.deeds import record
from agreements.services.epoch import move_on
from agreements.services.matching import match_undertaking
from organizations.actor import Actor
from organizations.countries import CODES as COUNTRIES
from organizations.models import Organization
from organizations.slugs import free_slug


@transaction.atomic
def describe_purpose(
    codes: Sequence[str],
    *,
    commercial: bool,
    region: str = "",
    diseases: Sequence[str] = (),
) -> Purpose:
    """A purpose, which never changes.

    Raises:
        ValidationError: a code isn't one of the Data Use Ontology, of MONDO or of ISO 3166; or diseases are named
            without the code that they go with, or the other way round.
    """
    if faults := _faults_of_purpose(codes, region, diseases):
        raise ValidationError(faults)
    return Purpose.objects.create(
        codes=sorted(set(codes)),
        diseases=sorted(set(diseases)),
        commercial=commercial,
        region=region,
    )


def _faults_of_purpose(codes: Sequence[str], region: str, diseases: Sequence[str]) -> dict[str, str]:
    faults: dict[str, str] = {}
    if unknown := [code for code in codes if code not in CODES]:
        faults["codes"] = _("%(codes)s: not a code of the Data Use Ontology.") % {"codes": ", ".join(unknown)}
    if wrong := [code for code in diseases if not re.fullmatch(r"MONDO:[0-9]{7}", code)]:
        faults["diseases"] = _("%(codes)s: not a code of MONDO, such as MONDO:0005148.") % {"codes": ", ".join(wrong)}
    elif diseases and DISEASE_RESEARCH not in codes:
        faults["diseases"] = _("Diseases count only with disease specific research; choose it among the purposes too.")
    elif DISEASE_RESEARCH in codes and not diseases:
        faults["diseases"] = _("Disease specific research names its diseases: write at least one code.")
    if region and region not in COUNTRIES:
        faults["region"] = _("%(region)s: not a country’s code of ISO 3166, such as NO.") % {"region": region}
    return faults


def start_undertaking(name: str, parties: Iterable[Organization], purpose: Purpose, *, by: Actor) -> Undertaking:
    """An undertaking of `parties`, the organization acted for among them; who starts it is in the team.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: one of them can't take part, or the name gives no address.
    """
    with permitted(by, [("start_project", by.organization)]) as yes:
        assert by.organization is not None  # nobody starts anything for no organization
        together = {by.organization, *parties}
        if not all(can_take_part(party) for party in together):
            raise ValidationError(_("Only verified organizations can take part, and the platform’s operator can’t."))
        undertaking = Undertaking(name=name, slug=free_slug(name, Undertaking.objects.all()), purpose=purpose)
        undertaking.full_clean()
        undertaking.save()
        UndertakingParty.objects.bulk_create(
            UndertakingParty(undertaking=undertaking, organization=party, brought_by=by.organization)
            for party in together
        )
        TeamMember.objects.create(
            undertaking=undertaking, user=by.user, organization=by.organization, role=TeamRole.LEAD
        )
        match_undertaking(undertaking)
        record(by, "undertaking.started", undertaking, decision=yes, codes=purpose.codes, commercial=purpose.commercial)
    return undertaking


def can_take_part(organization: Organization) -> bool:
    """Whether it may be a party: the operator, which reviews what parties agree on, is none."""
    return organization.is_verified and not organization.is_operator


def change_purpose(undertaking: Undertaking, purpose: Purpose, *, by: Actor) -> None:
    """Another purpose: what rests on a confirmed one waits until it is confirmed.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it is what stands there already.
    """
    with permitted(by, [("edit", undertaking)]) as yes:
        now = Undertaking.objects.select_for_update(no_key=True).select_related("purpose").get(pk=undertaking.pk)
        if _says_the_same(now.purpose, purpose):
            raise ValidationError(_("This is what the project is for already."))
        Undertaking.objects.filter(pk=undertaking.pk).update(purpose=purpose)
        ask_again(undertaking)
        match_undertaking(undertaking)
        record(by, "undertaking.purpose_changed", undertaking, decision=yes, codes=purpose.codes)


def _says_the_same(one: Purpose, other: Purpose) -> bool:
    return all(getattr(one, part) == getattr(other, part) for part in ("codes", "diseases", "commercial", "region"))


def confirm_purpose(undertaking: Undertaking, *, by: Actor) -> ConfirmedPurpose:
    """Confirm for the organization acted for the purpose, with the parties and team that stand there now.

    Raises:
        NotAllowed: the policy refuses.
    """
    with permitted(by, [("confirm_purpose", undertaking)]) as yes:
        now = Undertaking.objects.select_for_update(no_key=True).get(pk=undertaking.pk)
        confirmed, made = ConfirmedPurpose.objects.get_or_create(
            undertaking=now,
            purpose_id=now.purpose_id,
            revision=now.revision,
            organization=by.organization,
            defaults={"confirmed_by": by.user},
        )
        match_undertaking(now)  # an organization's standing can have changed since
        if made:
            move_on()
            record(by, "undertaking.purpose_confirmed", undertaking, decision=yes, revision=now.revision)
    return confirmed


def ask_again(undertaking: Undertaking) -> None:
    """What providers confirmed is no longer what stands there."""
    Undertaking.objects.filter(pk=undertaking.pk).update(revision=F("revision") + 1)
    undertaking.refresh_from_db()
    move_on()
