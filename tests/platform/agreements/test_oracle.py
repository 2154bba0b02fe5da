"""`decide`, `visible` in both shapes and an independent oracle say the same, in worlds a step or two from a yes."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.utils import timezone
from tests.platform.agreements import policy_world as world
from tests.platform.agreements.oracle import Oracle

from agreements.models import (
    Agreement,
    Asset,
    AssetAncestor,
    AssetGroupPermission,
    AssetVersion,
    ConfirmedPurpose,
    EthicsAcceptance,
    EthicsApproval,
    Grant,
    Purpose,
    PurposeMatch,
    State,
    TeamMember,
    Undertaking,
    UndertakingParty,
)
from agreements.operations import Operation
from agreements.policy import OPERATIONS, Excerpt, Order, decide, visible
from agreements.services.holds import hold_back
from agreements.services.withdrawing import withdraw_versions
from organizations.actor import Actor
from organizations.models import Organization, Role, Scope
from vault.services import put

pytestmark = pytest.mark.django_db


@dataclass
class World:
    """A complete yes: a model made from another's shared data, within a confirmed project."""

    actor: Actor
    project: Undertaking | None
    notes: Asset
    tuned: Asset
    at: object


@pytest.fixture
def complete(company, university, steward, partner, university_steward) -> World:
    notes = world.asset(company, "Plant notes")
    world.add_version(notes, "a" * 64)
    tuned = world.derived(company, "Tuned", notes)
    everything = Operation.values
    uses = {"deploy": [university.slug], "serve": [university.slug], "pass_on": [university.slug], "at_end": "keep"}
    nine_days = {"lasts": timedelta(days=9), "starts_in": timedelta(days=-2)}
    world.agreement("Data", [notes], university, everything, by=steward, versions=2, derived_models=uses, **nine_days)
    world.agreement("Model", [tuned], university, everything, by=steward, **nine_days)
    project = world.project("Reading", [university, company], by=university_steward)
    world.join_team(project, partner.user, by=university_steward)
    world.confirmed(project, steward)
    for other in ("members", "open", "described"):
        world.asset(company, f"Something {other}", "model", openness=other)
    world.asset(university, "Our own")
    return World(university_steward, project, notes, tuned, timezone.now())


LONG_AGO = timezone.now() - timedelta(days=40)


def _set_agreement(title: str, **values: object) -> Callable[[World], None]:
    return lambda _w: Agreement.objects.filter(title=title).update(**values)


def _grants(**values: object) -> Callable[[World], None]:
    return lambda _w: Grant.objects.filter(pk=random.choice(list(Grant.objects.values_list("pk", flat=True)))).update(
        **values
    )


def _on(name: str, **values: object) -> Callable[[World], None]:
    return lambda w: Asset.objects.filter(pk=getattr(w, name).pk).update(**values)


def _held(name: str) -> Callable[[World], None]:
    def change(w: World) -> None:
        for version in getattr(w, name).versions.all():
            hold_back(version)

    return change


def made_of_the_first_too(w: World) -> None:
    """A later version of the model was made of the first notes, which are held."""
    first = w.notes.versions.get(number=1)
    world.add_version(w.tuned, "b" * 64, derived_from=[first])
    hold_back(first)


def rows_withdrawn(w: World) -> None:
    """The newest notes are without some rows; a dataset has the others mixed with more."""
    world.derived(w.actor.organization, "Mixed", w.notes, kind="dataset")
    withdraw_versions(world.add_version(w.notes, "c" * 64, derived_from=[world.newest(w.notes)]))


def _in_a_commercial_project(name: str) -> Callable[[World], None]:
    """Its licence forbids what the project would be, were its purpose commercial."""

    def change(w: World) -> None:
        _on(name, licence_forbids=["commercial"])(w)
        project = Undertaking.objects.get()
        commercial = Purpose.objects.create(codes=project.purpose.codes, commercial=True)
        for rows in (Undertaking.objects, PurposeMatch.objects, ConfirmedPurpose.objects):
            rows.update(purpose=commercial)

    return change


def _approved(days: int) -> Callable[[World], None]:
    """One grant asks for an ethics approval, and there is one that holds so long."""

    def change(w: World) -> None:
        _grants(needs_ethics_approval=True)(w)
        project = Undertaking.objects.get()
        provider = Organization.objects.get(pk=w.notes.owner_id)
        approval = EthicsApproval.objects.create(
            undertaking=project,
            organization=project.organizations.exclude(pk=provider.pk).get(),
            committee="REK",
            reference="2026/114",
            expires_on=timezone.now().date(),
            expires_at=timezone.now() + timedelta(days=days),
            document=put(provider, BytesIO(b"approved")),
            filed_by=project.team.first().user,
        )
        EthicsAcceptance.objects.create(approval=approval, organization=provider, accepted_by=project.team.first().user)

    return change


def _put(**values: object) -> Callable[[World], None]:
    def put(w: World) -> None:
        for name, value in values.items():
            setattr(w, name, value)

    return put


def _as(**values: object) -> Callable[[World], None]:
    def change(w: World) -> None:
        w.actor = Actor(**{**vars(w.actor), **values})

    return change


def _with_role(role: str) -> Callable[[World], None]:
    def change(w: World) -> None:
        group = w.actor.organization.org_roles.get(role=role).group_id
        w.actor = Actor(w.actor.user, w.actor.organization, frozenset({role}), w.actor.scopes, (group,))

    return change


def _unverified(w: World) -> None:
    Organization.objects.filter(pk=w.actor.organization.pk).update(verified_at=None)
    w.actor.organization.refresh_from_db()


def _at_the_very_end(w: World) -> None:
    w.at = Grant.objects.exclude(ends_at=None).first().ends_at


def _long_after(w: World) -> None:
    w.at = Grant.objects.exclude(ends_at=None).first().ends_at + timedelta(days=100)


def _data_ended_before(w: World) -> None:
    Grant.objects.filter(agreement__title="Data").update(ends_at=w.at)
    w.at += timedelta(seconds=1)


def _at_the_last_day_of_the_embargo(w: World) -> None:
    Grant.objects.update(publish_from=w.at)


def _at_the_very_start(w: World) -> None:
    w.at = Grant.objects.first().starts_at


def _deidentified(least: int, *ks: int | None) -> Callable[[World], None]:
    """The terms of the notes ask for a k, and these are those of the notes' versions."""

    def change(w: World) -> None:
        Grant.objects.filter(agreement__title="Data").update(least_k=least)
        for number, k in enumerate(ks, start=1):
            w.notes.versions.filter(number=number).update(k=k)

    return change


BREAKS: list[Callable[[World], None]] = [
    _set_agreement("Data", state=State.SUSPENDED),
    _set_agreement("Data", state=State.TERMINATED),
    _set_agreement("Data", state=State.SUPERSEDED),
    _set_agreement("Data", state=State.EXPIRED, state_changed_at=LONG_AGO),
    _set_agreement("Data", state=State.TERMINATED, state_changed_at=timezone.now() + timedelta(hours=1)),
    _set_agreement("Data", compliance_stops_at=LONG_AGO),
    _set_agreement("Data", compliance_stops_at=timezone.now() + timedelta(days=1)),
    _set_agreement("Model", compliance_stops_at=LONG_AGO),
    _set_agreement("Model", state=State.SUSPENDED),
    _set_agreement("Model", state=State.EXPIRED),
    _grants(starts_at=timezone.now() + timedelta(days=1), ends_at=None),
    _grants(ends_at=timezone.now() - timedelta(hours=1)),
    _grants(last_version=1),
    _grants(people=[]),
    lambda w: Grant.objects.update(people=[w.actor.user.pk]),
    _grants(publish_from=timezone.now() + timedelta(days=1)),
    lambda _w: Grant.objects.filter(agreement__title="Data").update(publish_from=timezone.now() + timedelta(days=1)),
    _grants(publish_from=LONG_AGO),
    _grants(speaks_of="both", outlasts_agreement=False),
    _grants(speaks_of="asset", outlasts_agreement=False),
    _grants(speaks_of="derived"),
    lambda _w: Grant.objects.update(outlasts_agreement=False),
    lambda _w: AssetAncestor.objects.update(made_at=timezone.now() + timedelta(days=400)),
    lambda w: Organization.objects.filter(pk=w.actor.organization.pk).update(nonprofit=True),
    _set_agreement("Data", conditions_stop_at=LONG_AGO),
    _set_agreement("Model", conditions_stop_at=timezone.now() + timedelta(days=1)),
    _on("notes", licence_forbids=["derivatives"]),
    _on("tuned", licence_forbids=["derivatives", "commercial"]),
    _in_a_commercial_project("notes"),
    _in_a_commercial_project("tuned"),
    lambda _w: Grant.objects.update(needs_ethics_approval=True),
    _approved(days=3),
    _approved(days=0),
    lambda w: PurposeMatch.objects.update(recipient=w.notes.owner),
    _grants(conditional=False),
    _on("notes", frozen_at=timezone.now()),
    _on("tuned", frozen_at=timezone.now()),
    _held("notes"),
    _held("tuned"),
    lambda w: (_held("notes")(w), world.add_version(w.notes, "f" * 64)),
    lambda w: hold_back(w.notes.versions.get(number=1)),
    lambda w: hold_back(w.notes.versions.get(number=2)),
    made_of_the_first_too,
    rows_withdrawn,
    lambda w: (rows_withdrawn(w), Grant.objects.update(last_version=None, outlasts_agreement=False)),
    lambda w: (rows_withdrawn(w), Grant.objects.update(last_version=None)),
    _deidentified(1, None, None),
    _deidentified(1, None, 1),
    _deidentified(5, 5, 4),
    lambda w: (_deidentified(5, None, 5)(w), made_of_the_first_too(w)),
    lambda w: (_deidentified(5, None, 5)(w), _set_agreement("Data", state=State.EXPIRED)(w)),
    lambda _w: Grant.objects.update(least_k=2),
    _on("notes", openness="open"),
    _on("notes", openness="members"),
    _on("tuned", openness="open"),
    _on("tuned", openness="described"),
    _put(project=None),
    _as(scopes=frozenset({Scope.READ})),
    _as(scopes=frozenset({Scope.JOBS, Scope.DOWNLOAD})),
    _as(organization=None, roles=frozenset(), groups=()),
    *(_with_role(role) for role in (Role.RESEARCHER, Role.OWNER, Role.AUDITOR)),
    _unverified,
    _at_the_very_end,
    _long_after,
    _data_ended_before,
    _at_the_last_day_of_the_embargo,
    _at_the_very_start,
    lambda w: UndertakingParty.objects.filter(organization=w.actor.organization).delete(),
    lambda w: TeamMember.objects.filter(user=w.actor.user.pk).delete(),
    lambda _w: PurposeMatch.objects.update(matches=False),
    lambda _w: PurposeMatch.objects.filter(terms_version__agreement__title="Data").delete(),
    lambda _w: ConfirmedPurpose.objects.all().delete(),
    lambda _w: Undertaking.objects.update(revision=7),
    lambda w: AssetGroupPermission.objects.filter(content_object=w.notes).delete(),
    lambda w: AssetGroupPermission.objects.filter(content_object=w.tuned, group__in=w.actor.groups[:1]).delete(),
    lambda w: Asset.objects.filter(pk=w.tuned.pk).update(owner=w.actor.organization),
    lambda w: Asset.objects.filter(pk=w.notes.pk).update(owner=w.actor.organization),
]


NEWEST, BY_NAME = lambda a: -a.pk, lambda a: (a.name, a.pk)
EXCERPTS = [
    (Excerpt(3), NEWEST),
    (Excerpt(3, Order.BY_NAME), BY_NAME),
    (Excerpt(2, named="SOME"), NEWEST),
    (Excerpt(2, Order.BY_NAME, "t"), BY_NAME),
    (Excerpt(named="n"), NEWEST),
    (Excerpt(2, Order.BY_NAME, "tuned", also=Asset.objects.exclude(name__icontains="tuned").values("pk")), BY_NAME),
    (Excerpt(2, openness="described"), NEWEST),
    (Excerpt(named="nothing of this name", also=Asset.objects.filter(openness="described").values("pk")), NEWEST),
]


def compare(w: World) -> None:
    """Every operation on every asset and version: the oracle's answer, the policy's, and both lists."""
    oracle = Oracle()
    assets, versions = list(Asset.objects.all()), list(AssetVersion.objects.select_related("asset"))
    for operation in Operation.values:
        asked = {"project": w.project, "at": w.at}
        told = {a.pk for a in assets if oracle.allows(w.actor, operation, a, None, w.project, w.at)}
        decided = {a.pk for a in assets if decide(w.actor, operation, a, **asked).allowed}
        listed = set(visible(w.actor, Asset.objects.all(), operation, **asked).values_list("pk", flat=True))
        assert decided == told, operation
        assert listed == told, operation
        for only, in_order in EXCERPTS:
            first = visible(w.actor, Asset.objects.all(), operation, only=only, **asked).order_by(*only.order.fields)
            also = set() if only.also is None else set(only.also.values_list("pk", flat=True))
            fitting = [a for a in assets if a.pk in told and (only.named.lower() in a.name.lower() or a.pk in also)]
            fitting = [a for a in fitting if only.openness in ("", a.openness)]
            assert list(first[: only.first]) == sorted(fitting, key=in_order)[: only.first], (operation, only)

        of_versions = {v.pk for v in versions if oracle.allows(w.actor, operation, v.asset, v.number, w.project, w.at)}
        assert {v.pk for v in versions if decide(w.actor, operation, v, **asked).allowed} == of_versions, operation
        listed = visible(w.actor, AssetVersion.objects.all(), operation, **asked)
        assert set(listed.values_list("pk", flat=True)) == of_versions, operation


def test_the_complete_world_is_a_yes_to_everything(complete):
    for operation in Operation:
        decision = decide(complete.actor, operation, complete.tuned, project=complete.project)
        assert decision.allowed, (operation, decision.reasons)
    compare(complete)


def _broken(complete: World, seed: int) -> None:
    random.seed(seed)
    w = World(**vars(complete))
    with transaction.atomic():
        for broken in random.sample(BREAKS, random.choice((1, 1, 2))):
            broken(w)
        compare(w)
        transaction.set_rollback(True)


def test_policy_list_and_oracle_agree_on_worlds_with_something_broken(complete):
    for seed in range(2):
        _broken(complete, seed)


@pytest.mark.heavy
@pytest.mark.parametrize("place", range(len(BREAKS)))
def test_policy_list_and_oracle_agree_with_each_thing_broken(complete, place):
    w = World(**vars(complete))
    BREAKS[place](w)
    compare(w)


@pytest.mark.heavy
@pytest.mark.parametrize("block", range(6))
def test_policy_list_and_oracle_agree_on_many_broken_worlds(complete, block):
    for seed in range(1000 + block * 10, 1010 + block * 10):
        _broken(complete, seed)


def test_whoever_may_do_anything_to_an_asset_may_know_of_it():
    known = OPERATIONS[Operation.DISCOVER]  # which every share of terms gives, too
    for rule in OPERATIONS.values():
        assert rule.openness <= known.openness
        assert rule.owner_roles <= known.owner_roles
        assert rule.recipient_roles <= known.recipient_roles


def test_each_operation_has_a_permission_and_a_row_in_the_table():
    assert set(OPERATIONS) == set(Operation)
    assert {f"{operation}_asset" for operation in Operation} <= {name for name, _ in Asset._meta.permissions}
