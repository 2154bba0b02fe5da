"""What agreements are about, in a file per subject."""

from agreements.models.agreements import (
    FROM_REVIEW_ON,
    NEXT,
    PENDING,
    Agreement,
    Consent,
    Party,
    Review,
    Signature,
    State,
    TermsVersion,
)
from agreements.models.assets import Asset, AssetAncestor, AssetVersion, DerivedFrom
from agreements.models.grants import AssetGroupPermission, Epoch, Grant, PurposeMatch
from agreements.models.undertakings import ConfirmedPurpose, Purpose, TeamMember, Undertaking, UndertakingParty

__all__ = [
    "FROM_REVIEW_ON",
    "NEXT",
    "PENDING",
    "Agreement",
    "Asset",
    "AssetAncestor",
    "AssetGroupPermission",
    "AssetVersion",
    "ConfirmedPurpose",
    "Consent",
    "DerivedFrom",
    "Epoch",
    "Grant",
    "Party",
    "Purpose",
    "PurposeMatch",
    "Review",
    "Signature",
    "State",
    "TeamMember",
    "TermsVersion",
    "Undertaking",
    "UndertakingParty",
]
