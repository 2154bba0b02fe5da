"""Agreements between the cast's company and university, in force, with whatever terms a test asks for."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.reviewing import approve
from tests.terms import share_of, terms2

from agreements.models import Agreement, Asset
from agreements.services.negotiation import agree, draft_agreement, propose
from agreements.services.review import take_review
from agreements.services.signing import sign_terms

Sign = Callable[..., Agreement]


@pytest.fixture
def asset(notes: Any) -> Asset:
    """The company's notes, as terms speak of them."""
    asset: Asset = notes.version.asset
    return asset


@pytest.fixture
def sign(
    asset: Asset,
    university: Any,
    company: Any,
    steward: Any,
    university_steward: Any,
    reviewer: Any,
    signatory_university: Any,
    signatory_company: Any,
) -> Sign:
    """Brings an agreement on the notes into force; `changes` are parts of its terms."""

    def sign(*operations: str, **changes: Any) -> Agreement:
        share = share_of(asset.slug, *operations, provider=company.slug, recipient=university.slug)
        changes.setdefault("purposes", {"codes": ["DUO:0000004"]})
        terms = terms2([company.slug, university.slug], [share], **changes)
        agreement = draft_agreement(title="Notes on terms", terms=terms, by=steward)
        propose(agreement, by=steward)
        agree(agreement, by=university_steward)
        take_review(agreement, by=reviewer)
        approve(agreement, by=reviewer)
        for signatory in (signatory_company, signatory_university):
            agreement.refresh_from_db()
            sign_terms(agreement, agreement.current_version.sha256, by=signatory)
        agreement.refresh_from_db()
        return agreement

    return sign


@pytest.fixture
def sharing_download(sign: Sign, asset: Asset) -> tuple[Agreement, str]:
    """An agreement that lets the university download the notes for any use, and the address of the file."""
    purposes = {"codes": ["DUO:0000004"], "commercial": True, "project": None}
    return sign("download", purposes=purposes), f"/datasets/{asset.slug}/1/files/original/"
