"""What terms would allow before anybody signs them: the same question, asked in a world that is taken back at once."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    ConfirmedPurpose,
    Party,
    Purpose,
    State,
    TeamMember,
    TermsVersion,
    Undertaking,
    UndertakingParty,
)
from agreements.policy.answers import Decision
from agreements.policy.asking import decide_of_asset
from agreements.policy.things import thing_behind, undertaking_behind
from agreements.terms import period, providers
from organizations.actor import Actor
from organizations.models import Organization


def would_allow(
    terms: TermsVersion | Mapping[str, Any],
    actor: Actor,
    operation: str,
    asset: Any,
    *,
    project: Any = None,
    purpose: Purpose | None = None,
    at: datetime | None = None,
    reader: Actor | None = None,
) -> Decision:
    """What these terms alone would let `actor` do, were they in force: the rule of `decide`, and no second one.

    With a `purpose` instead of a project, a project of all parties is supposed that every provider has confirmed, with
    the actor in its team. A yes without an agreement is one that needs none: ownership, or openness. The reasons are
    told for `reader`, the actor unless given.
    """
    with transaction.atomic():
        agreement = _supposed_agreement(terms, reader or actor)
        undertaking = undertaking_behind(project)
        if undertaking is None and purpose is not None:
            undertaking = _supposed_project(agreement, purpose, actor)
        _give(agreement, undertaking)
        decision = decide_of_asset(
            actor, operation, thing_behind(asset), undertaking, at or timezone.now(), of_agreement=agreement.pk
        )
        told = tuple(replace(reason, told=reason.sentence(reader or actor)) for reason in decision.reasons)
        transaction.set_rollback(True)
    meant = terms.agreement if isinstance(terms, TermsVersion) else None
    return replace(decision, reasons=told, agreement=meant if decision.agreement else None)


def _supposed_agreement(terms: TermsVersion | Mapping[str, Any], by: Actor) -> Agreement:
    """An agreement in force on these terms."""
    assert by.organization is not None  # who acts for nobody drafts nothing
    stated: Any = terms.terms if isinstance(terms, TermsVersion) else dict(terms)
    number = _next_version_id()
    agreement = Agreement.objects.create(
        title=terms.agreement.title if isinstance(terms, TermsVersion) else _("This draft"),
        slug=str(uuid.uuid4()),
        state=State.ACTIVE,
        current_version_id=number,
        starts_at=period(stated).starts_at,
        ends_at=period(stated).ends_at,
    )
    for organization in Organization.objects.filter(slug__in=stated["parties"]):
        Party.objects.create(agreement=agreement, organization=organization)
    TermsVersion.objects.create(
        pk=number,
        agreement=agreement,
        number=terms.number if isinstance(terms, TermsVersion) else 1,
        terms=stated,
        proposed_by=by.user,
        proposed_for=by.organization,
    )
    return agreement


def _next_version_id() -> int:
    """An agreement in force has a version from the start, so the id comes first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('agreements_termsversion', 'id'))")
        return int(cursor.fetchone()[0])


def _supposed_project(agreement: Agreement, purpose: Purpose, actor: Actor) -> Undertaking:
    """A project of the parties for this purpose, confirmed by all who provide something."""
    supposed = Purpose.objects.create(
        codes=purpose.codes,
        diseases=purpose.diseases,
        commercial=purpose.commercial,
        region=purpose.region,
    )
    project = Undertaking.objects.create(slug=str(uuid.uuid4()), name=_("a project for this purpose"), purpose=supposed)
    for party in agreement.parties.all():
        UndertakingParty.objects.create(undertaking=project, organization_id=party.organization_id)
    if actor.organization:
        TeamMember.objects.create(undertaking=project, user=actor.user, organization=actor.organization)
    terms: Any = TermsVersion.objects.get(agreement=agreement).terms
    for provider in Organization.objects.filter(slug__in=providers(terms)):
        ConfirmedPurpose.objects.create(
            undertaking=project, purpose=supposed, revision=1, organization=provider, confirmed_by=actor.user
        )
    return project


def _give(agreement: Agreement, undertaking: Undertaking | None) -> None:
    from agreements.services.grants import grants_of
    from agreements.services.matching import match_each

    version = TermsVersion.objects.select_related("agreement").get(agreement=agreement)
    grants_of(version)
    match_each([undertaking] if undertaking else [], [version])
