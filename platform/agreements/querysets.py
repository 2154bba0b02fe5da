"""Grants as they stand. Whether a grant can be used is said once, here: `decide` and `visible` both read it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Least

from agreements.operations import Operation
from organizations.actor import Actor

if TYPE_CHECKING:
    from agreements.models import Grant, Undertaking


class Standing(models.TextChoices):
    """What keeps a grant from being used, the first thing that does; or nothing."""

    USABLE = "usable"
    OUTLASTS = "outlasts"  # the agreement is over; it goes on for models that were made while it held
    SUSPENDED = "suspended"
    ENDED = "ended"
    OVERDUE = "overdue"
    CONDITION_OVERDUE = "condition_overdue"
    NOT_STARTED = "not_started"
    EMBARGOED = "embargoed"
    NOT_NAMED = "not_named"
    NO_PROJECT = "no_project"
    NOT_A_PARTY = "not_a_party"
    NOT_IN_TEAM = "not_in_team"
    OTHER_PURPOSE = "other_purpose"
    UNCONFIRMED = "unconfirmed"
    NO_ETHICS_APPROVAL = "no_ethics_approval"


def held_until(path: str = "") -> Least:
    """The moment at which a grant's agreement ended or will end; terms that replace others end them at once."""
    ended = When(
        ~Q(**{f"{path}agreement__state__in": ["active", "suspended"]}), then=f"{path}agreement__state_changed_at"
    )
    return Least(F(f"{path}ends_at"), Case(ended, default=None, output_field=models.DateTimeField()))


def standings(
    actor: Actor, operation: str, *, project: "Undertaking | None", at: datetime
) -> list[tuple[int, str, str, bool]]:
    """Every grant to the actor's organization, by the same rule: its id, its standing, what it speaks of, and whether
    it is for de-identified versions only.
    """
    sql, params = _standings_in_sql(publishing=operation == Operation.PUBLISH, within_project=project is not None)
    with connection.cursor() as cursor:
        cursor.execute(sql, _filled(params, actor, project, at))
        return list(cursor.fetchall())


def grants_with_standing(
    ids: Iterable[int],
    actor: Actor,
    operation: str,
    *,
    project: "Undertaking | None",
    at: datetime,
    of_agreement: int | None = None,
) -> "list[Grant]":
    """Those of these grants that the actor's organization has, each with its standing, agreement and version."""
    from agreements.models import Agreement, Grant

    sql, params = _grants_in_sql(publishing=operation == Operation.PUBLISH, within_project=project is not None)
    grants = list(Grant.objects.raw(sql, [*_filled(params, actor, project, at), list(ids), of_agreement, of_agreement]))
    names = [field.attname for field in Agreement._meta.concrete_fields]
    for grant in grants:
        row = [grant.__dict__.pop(f"{OF_AGREEMENT}{name}") for name in names]
        grant.agreement = Agreement.from_db(connection.alias, names, row)
    return grants


# Marks that stand for what a question gives, in the rule as it is written for PostgreSQL once.
MOMENT = datetime(9999, 1, 1, tzinfo=UTC)
PERSON, ORGANIZATION, PROJECT = -1, -2, -3
OF_AGREEMENT = "of_agreement_"  # before the names of the agreement's columns in one row with the grant's


@lru_cache
def _standings_in_sql(*, publishing: bool, within_project: bool) -> tuple[str, tuple[Any, ...]]:
    """The statement for a list, with its parameters: the ORM takes far longer to write it than PostgreSQL to run it."""
    from agreements.models import Grant

    to_us = Grant.objects.filter(organization=ORGANIZATION).order_by()
    ruled = to_us.annotate(
        standing=_standing(publishing=publishing, within_project=within_project), of_some_k=Q(least_k__isnull=False)
    )
    return ruled.values_list("pk", "standing", "speaks_of", "of_some_k").query.sql_with_params()


@lru_cache
def _grants_in_sql(*, publishing: bool, within_project: bool) -> tuple[str, tuple[Any, ...]]:
    """The statement for one question, which reads the agreements with their grants; the ids come last."""
    from agreements.models import Agreement, Grant

    ruled = (
        Grant.objects.filter(organization=ORGANIZATION)
        .order_by()
        .annotate(
            held_until=held_until(),
            standing=_standing(publishing=publishing, within_project=within_project),
            version=F("terms_version__number"),
            ethics_until=Subquery(_ethics_approvals().order_by("-expires_at").values("expires_at")[:1]),
            **{
                f"{OF_AGREEMENT}{field.attname}": F(f"agreement__{field.attname}")
                for field in Agreement._meta.concrete_fields
            },
        )
    )
    sql, params = ruled.query.sql_with_params()
    own = connection.ops.quote_name(Grant._meta.db_table)
    return f"{sql} AND {own}.id = ANY(%s) AND (%s IS NULL OR {own}.agreement_id = %s)", params


def _filled(params: tuple[Any, ...], actor: Actor, project: "Undertaking | None", at: datetime) -> list[Any]:
    """The parameters of a written statement, with what this question gives in the places of the marks."""
    given = {
        MOMENT: at,
        PERSON: actor.user.pk,
        ORGANIZATION: actor.organization.pk if actor.organization else None,
        PROJECT: project.pk if project else None,
    }
    return [_put(given, param) for param in params]


def _put(given: dict[Any, Any], param: Any) -> Any:
    if isinstance(param, list):
        return [_put(given, one) for one in param]
    return given.get(param, param)


def _standing(*, publishing: bool, within_project: bool) -> Case:
    """What keeps a grant from being used: the first that does."""
    over = ~Q(agreement__state="active") | Q(ends_at__lte=MOMENT)
    for_good = Q(outlasts_agreement=False) | Q(agreement__state="superseded")
    return Case(
        When(agreement__state="suspended", then=Value(Standing.SUSPENDED)),
        When(over & for_good, then=Value(Standing.ENDED)),
        When(~over & Q(agreement__compliance_stops_at__lte=MOMENT), then=Value(Standing.OVERDUE)),
        When(~over & Q(agreement__conditions_stop_at__lte=MOMENT), then=Value(Standing.CONDITION_OVERDUE)),
        When(starts_at__gt=MOMENT, then=Value(Standing.NOT_STARTED)),
        *([When(publish_from__gt=MOMENT, then=Value(Standing.EMBARGOED))] if publishing else []),
        When(Q(people__isnull=False) & ~Q(people__contains=[PERSON]), then=Value(Standing.NOT_NAMED)),
        *(_keeps_to_purpose() if within_project else [_when_conditional(Standing.NO_PROJECT)]),
        When(over, then=Value(Standing.OUTLASTS)),
        default=Value(Standing.USABLE),
        output_field=models.CharField(),
    )


def _keeps_to_purpose() -> list[When]:
    """What a conditional grant asks of a project: our part in it, a fitting purpose, the provider's confirmation."""
    from agreements.models import ConfirmedPurpose, PurposeMatch, TeamMember, UndertakingParty

    party = UndertakingParty.objects.filter(undertaking=PROJECT, organization=ORGANIZATION)
    team = TeamMember.objects.filter(
        undertaking=PROJECT, organization=ORGANIZATION, user=PERSON, role__in=TeamMember.WORKING
    )
    match = PurposeMatch.objects.filter(
        terms_version=OuterRef("terms_version"),
        purpose__undertaking=PROJECT,
        recipient=OuterRef("organization"),
        recipient__nonprofit=F("recipient_is_nonprofit"),
        matches=True,
    )
    confirmed = ConfirmedPurpose.objects.filter(
        undertaking=PROJECT,
        undertaking__revision=F("revision"),
        undertaking__purpose=F("purpose"),
        organization=OuterRef("provider"),
    )
    return [
        _when_conditional(Standing.NOT_A_PARTY, ~Exists(party)),
        _when_conditional(Standing.NOT_IN_TEAM, ~Exists(team)),
        _when_conditional(Standing.OTHER_PURPOSE, ~Exists(match)),
        _when_conditional(Standing.UNCONFIRMED, ~Exists(confirmed)),
        _when_conditional(Standing.NO_ETHICS_APPROVAL, Q(needs_ethics_approval=True) & ~Exists(_ethics_approvals())),
    ]


def _ethics_approvals() -> Any:
    """What a committee decided for the recipient about the project, which still holds and the provider accepted."""
    from agreements.models import EthicsApproval

    return EthicsApproval.objects.filter(
        undertaking=PROJECT,
        organization=OuterRef("organization"),
        expires_at__gt=MOMENT,
        acceptances__organization=OuterRef("provider"),
    )


def _when_conditional(standing: Standing, lacking: Any = None) -> When:
    conditional = Q(conditional=True)
    return When(conditional & lacking if lacking is not None else conditional, then=Value(standing))
