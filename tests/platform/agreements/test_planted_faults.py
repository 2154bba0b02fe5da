"""Faults planted in the policy, one at a time: the oracle finds each in a world made for it.

A check that could be taken out unnoticed would be a check that no test asks for.
"""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone
from tests.platform.agreements.planting import never, patched, written_anew
from tests.platform.agreements.test_oracle import World, compare, complete, made_of_the_first_too, rows_withdrawn  # noqa: F401  a fixture

from agreements.models import (
    Agreement,
    Asset,
    AssetAncestor,
    ConfirmedPurpose,
    Grant,
    PurposeMatch,
    State,
    TeamMember,
    Undertaking,
    UndertakingParty,
)
from agreements.policy import deciding, searching
from agreements.policy.tables import ON_ASSETS, ON_DERIVED
from agreements.querysets import Standing
from agreements.services.holds import hold_back
from organizations.models import Organization

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

HELD_BACK = deciding.held_back
LONG_AGO = timezone.now() - timedelta(days=40)


def changed(model, **values):
    return lambda _w: model.objects.update(**values)


def gone(model):
    return lambda _w: model.objects.all().delete()


def data(**values):
    return lambda _w: Agreement.objects.filter(title="Data").update(**values)


def at(moment):
    def put(w):
        w.at = moment(w)

    return put


def ended_for_good(w):
    """What was made goes with the agreement."""
    data(state=State.TERMINATED)(w)
    Grant.objects.update(outlasts_agreement=False)


def nonprofit(w):
    Organization.objects.filter(pk=w.actor.organization.pk).update(nonprofit=True)


def only_derived(_w):
    """Nobody may use the notes themselves; what was made of them may be used."""
    Grant.objects.filter(agreement__title="Data", speaks_of="asset").update(people=[])


def without_project(w):
    w.project = None


def held_by_the_last_used(question):
    """The hold, of what was used, on the last version alone."""
    for asset in question.assets:
        if asset.last_used is not None:
            asset.used = [asset.last_used]
    return HELD_BACK(question)


# The name of the fault: how it is planted, and the world that shows it.
PLANTED = {
    "a suspended agreement goes on": (never(Standing.SUSPENDED), data(state=State.SUSPENDED)),
    "an agreement goes on after its end": (never(Standing.ENDED), ended_for_good),
    "an overdue review stops nothing": (never(Standing.OVERDUE), data(compliance_stops_at=LONG_AGO)),
    "an overdue condition stops nothing": (never(Standing.CONDITION_OVERDUE), data(conditions_stop_at=LONG_AGO)),
    "it holds before its start": (never(Standing.NOT_STARTED), at(lambda _w: LONG_AGO)),
    "an embargo is not kept": (never(Standing.EMBARGOED), changed(Grant, publish_from=timezone.now() + timedelta(1))),
    "persons are not asked": (never(Standing.NOT_NAMED), changed(Grant, people=[])),
    "no project is needed": (never(Standing.NO_PROJECT), without_project),
    "the organization need not take part": (never(Standing.NOT_A_PARTY), gone(UndertakingParty)),
    "the team is not asked": (never(Standing.NOT_IN_TEAM), gone(TeamMember)),
    "the purpose is not matched": (never(Standing.OTHER_PURPOSE), changed(PurposeMatch, matches=False)),
    "a match for a non-profit counts for anybody": (never(Standing.OTHER_PURPOSE), nonprofit),
    "nobody needs to confirm": (never(Standing.UNCONFIRMED), gone(ConfirmedPurpose)),
    "an old confirmation counts": (never(Standing.UNCONFIRMED), changed(Undertaking, revision=7)),
    "no ethics approval is needed": (never(Standing.NO_ETHICS_APPROVAL), changed(Grant, needs_ethics_approval=True)),
    "a licence is not asked": (
        patched(deciding, "unlicensed", lambda _question: None),
        changed(Asset, licence_forbids=["derivatives"]),
    ),
    "later versions are reached": (
        patched(deciding, "reaches", lambda _grant, _number: True),
        changed(Grant, last_version=1),
    ),
    "a freeze is not asked": (
        patched(deciding, "frozen", lambda _question: None),
        lambda w: Asset.objects.filter(pk=w.notes.pk).update(frozen_at=LONG_AGO),
    ),
    "a hold is not asked": (
        patched(deciding, "held_back", lambda _question: None),
        lambda w: hold_back(w.notes.versions.latest("number")),
    ),
    "the list forgets the holds": (
        patched(searching.AssetSearch, "_shared", lambda _self, _held, _path: Q()),
        lambda w: hold_back(w.notes.versions.latest("number")),
    ),
    "only the last version that was used is asked for holds": (
        patched(deciding, "held_back", held_by_the_last_used),
        made_of_the_first_too,
    ),
    "a withdrawal is not asked": (patched(deciding, "withdrawn", lambda _question: None), rows_withdrawn),
    "what was made of withdrawn rows goes on": (
        patched(deciding, "made_of_withdrawn", lambda _question, _source: False),
        lambda w: (rows_withdrawn(w), Grant.objects.update(last_version=None, outlasts_agreement=False)),
    ),
    "what was made later outlasts too": (
        patched(deciding, "outlasts", lambda grant, _source: grant.standing == Standing.OUTLASTS),
        lambda w: (
            data(state=State.TERMINATED)(w),
            AssetAncestor.objects.update(made_at=timezone.now() + timedelta(days=400)),
        ),
    ),
    "grants on models made answer for the source": (
        patched(deciding, "ON_ASSETS", ON_ASSETS | ON_DERIVED),
        only_derived,
    ),
    "the list forgets the sources": (
        patched(searching.AssetSearch, "_sound", lambda _self, rows, _path="": rows),
        data(state=State.SUSPENDED),
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(complete, monkeypatch, fault):  # noqa: F811  the fixture
    plant, worsen = PLANTED[fault]
    w = World(**vars(complete))
    worsen(w)
    compare(w)

    written_anew(monkeypatch)
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        compare(w)
