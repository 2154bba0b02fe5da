"""Terms between the cast's company and university, and the agreement on them in the states of its life."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.reviewing import approve
from tests.terms import publication_of, purposes_of, share_of, terms2

from agreements.models import Agreement, Asset, State, Undertaking
from agreements.rendering import Names
from agreements.services.assets import register_asset
from agreements.services.negotiation import agree, decline, draft_agreement, propose, request_changes, withdraw
from agreements.services.review import take_review
from agreements.services.signing import sign_terms
from agreements.services.suspension import suspend_agreement, terminate_agreement
from agreements.services.undertakings import describe_purpose, start_undertaking
from agreements.terms import Terms, check_terms
from organizations.actor import Actor
from organizations.models import Organization


@pytest.fixture
def plant_terms() -> dict[str, Any]:
    """The company lets the university train on its notes, within one project."""
    return terms2(
        ["halvard-bearings-ag", "nordhaven-university"],
        [
            share_of(
                "plant-notes",
                "train",
                "evaluate",
                "derive",
                provider="halvard-bearings-ag",
                recipient="nordhaven-university",
            )
        ],
        purposes=purposes_of("DUO:0000042", project="shop-floor"),
    )


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
        (State.APPROVED, lambda: approve(draft, by=reviewer)),
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


@pytest.fixture
def names() -> Names:
    """The names behind the company's terms."""
    return Names(
        title="Maintenance notes 2026",
        version=3,
        organizations={"halvard-bearings-ag": "Halvard Bearings AG", "nordhaven-university": "北港大学"},
        assets={("dataset", "plant-notes"): "Plant notes"},
        projects={"shop-floor": "Reading the shop floor"},
    )


WEN = "0193a2b4-0000-7000-8000-000000000001"


@pytest.fixture
def asking_all(plant_terms: dict[str, Any], names: Names) -> tuple[Terms, Names]:
    """Terms that ask everything there is to ask, and the names behind them."""
    company, university = plant_terms["parties"]
    halves = [{"party": company, "percent": 60}, {"party": university, "percent": 40}]
    words = {"en": "As the parties wrote.", "zh": "如双方所书。"}
    codes = [f"DUO:00000{code}" for code in ("42", "07", "22", "26", "28", "29", "24", "19", "25")]
    plant_terms |= {
        "purposes": purposes_of(
            *codes,
            project="shop-floor",
            diseases=[{"code": "MONDO:0005148", "narrower": ["MONDO:0011123", "MONDO:0018105"]}],
            regions=["NO", "CH"],
            people=[WEN],
            institutions=[university],
        ),
        "protections": {
            "masked_columns": [{"dataset": "plant-notes", "columns": ["who", "hall, shift"]}],
            "deidentified_only": True,
            "k_anonymity": 5,
            "privacy_budget": {"epsilon": "2", "delta": "0.00001"},
            "sites": ["Winterthur"],
            "no_reidentification": True,
        },
        "retention": {"days": 90, "delete_at_end": True},
        "derived_models": {
            "ownership": halves,
            "licence": "Apache-2.0",
            "deploy": [company, university],
            "serve": [university],
            "pass_on": [],
            "at_end": "delete",
            "words": words,
        },
        "intellectual_property": {
            "background": words,
            "foreground": halves,
            "filing": {"party": university, "days": 60},
        },
        "publication": publication_of(30, embargo_until="2027-03-01", duty_to_publish=True),
        "compliance": {"every_months": 6, "suspend_after_days": 14},
        "amendment": {"old_binds": "grace", "grace_days": 30},
    }
    return check_terms(plant_terms), Names(
        names.title, 1, names.organizations, names.assets, names.projects, {WEN: "Wen Jiahui"}
    )
