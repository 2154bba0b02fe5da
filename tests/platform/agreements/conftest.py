"""Terms between the cast's company and university, and the agreement on them in the states of its life."""

from collections.abc import Callable
from typing import Any

import pytest

from agreements.models import Agreement, Asset, State, Undertaking
from agreements.services.assets import register_asset
from agreements.services.negotiation import agree, decline, draft_agreement, propose, request_changes, withdraw
from agreements.services.review import review, take_review
from agreements.services.signing import sign_terms
from agreements.services.suspension import suspend_agreement, terminate_agreement
from agreements.services.undertakings import describe_purpose, start_undertaking
from organizations.actor import Actor
from organizations.models import Organization


@pytest.fixture
def plant_terms() -> dict[str, Any]:
    """The company lets the university train on its notes, within one project."""
    return {
        "schema": 1,
        "prevailing_language": "en",
        "parties": ["halvard-bearings-ag", "nordhaven-university"],
        "shares": [
            {
                "provider": "halvard-bearings-ag",
                "recipient": "nordhaven-university",
                "asset": {"kind": "dataset", "slug": "plant-notes"},
                "versions": "all",
                "operations": ["train", "evaluate", "derive"],
            }
        ],
        "purposes": {"codes": ["DUO:0000042"], "commercial": False, "project": "shop-floor"},
        "starts_on": "2026-01-01",
        "ends_on": "2099-12-31",
        "derived_models": {"en": "A model belongs to whoever trained it.", "zh": "模型归训练方所有。"},
        "publication": {"review_days": 30},
        "law": {"en": "Swiss law applies.", "zh": "适用瑞士法律。"},
        "liability": {"en": "Each party answers for its own faults.", "zh": "各方对自己的过失负责。"},
    }


@pytest.fixture
def notes(company: Organization) -> Asset:
    """The company's dataset: described to all, opened to nobody."""
    return register_asset("dataset", name="Plant notes", owner=company, openness=Asset.Openness.DESCRIBED)


@pytest.fixture
def shop_floor(university: Organization, company: Organization, partner: Actor) -> Undertaking:
    """What the two do together: research that is not commercial."""
    purpose = describe_purpose(["DUO:0000042"], commercial=False)
    return start_undertaking("Shop floor", [university, company], purpose, by=partner)


@pytest.fixture
def draft(notes: Asset, shop_floor: Undertaking, plant_terms: dict[str, Any], steward: Actor) -> Agreement:
    """The agreement as the company's steward drafted it."""
    return draft_agreement(title="Maintenance notes 2026", terms=plant_terms, by=steward)


Bring = Callable[[str], Agreement]


@pytest.fixture
def brought_to(
    draft: Agreement,
    steward: Actor,
    university_steward: Actor,
    reviewer: Actor,
    signatory_company: Actor,
    signatory_university: Actor,
) -> Bring:
    """The agreement, brought to any state of its life by those who may."""

    def sign(by: Actor) -> None:
        sign_terms(draft, Agreement.objects.get(pk=draft.pk).current_version.sha256, by=by)

    on_the_way = [
        (State.PROPOSED, lambda: propose(draft, by=steward)),
        (State.AGREED, lambda: agree(draft, by=university_steward)),
        (State.IN_REVIEW, lambda: take_review(draft, by=reviewer)),
        (State.APPROVED, lambda: review(draft, "approve", reason="Purpose and protection are clear.", by=reviewer)),
        (State.SIGNING, lambda: sign(signatory_company)),
        (State.ACTIVE, lambda: sign(signatory_university)),
    ]
    aside: dict[str, tuple[str, Callable[[], object]]] = {
        State.CHANGES_REQUESTED: (
            State.PROPOSED,
            lambda: request_changes(draft, by=university_steward, reason="30 days are too few."),
        ),
        State.REJECTED: (State.PROPOSED, lambda: decline(draft, by=university_steward, reason="Not for us.")),
        State.WITHDRAWN: (State.PROPOSED, lambda: withdraw(draft, by=steward, reason="Another plan.")),
        State.SUSPENDED: (State.ACTIVE, lambda: suspend_agreement(draft, by=steward, reason="Ethics board review")),
        State.TERMINATED: (
            State.ACTIVE,
            lambda: terminate_agreement(draft, by=signatory_company, reason="It is over."),
        ),
    }

    def bring(state: str) -> Agreement:
        last, leave = aside.get(state, (state, None))
        for reached, deed in on_the_way if last != State.DRAFT else []:
            deed()
            if reached == last:
                break
        if leave:
            leave()
        draft.refresh_from_db()
        assert draft.state == state
        return draft

    return bring
