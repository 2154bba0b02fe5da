"""What agreements are about, in a file per subject."""

from agreements.models.agreements import (
    FROM_REVIEW_ON,
    NEXT,
    PENDING,
    Agreement,
    Consent,
    Party,
    Signature,
    State,
    TermsVersion,
)
from agreements.models.assets import Asset, AssetAncestor, AssetVersion, DerivedFrom
from agreements.models.compliance import ComplianceReview, Finding
from agreements.models.copies import WorkingCopy
from agreements.models.duties import Duty
from agreements.models.ethics import EthicsAcceptance, EthicsApproval
from agreements.models.grants import AssetGroupPermission, Epoch, Grant, PurposeMatch
from agreements.models.keys import OrganizationKey
from agreements.models.requests import AccessRequest
from agreements.models.reviews import APPROVALS, CheckedPoint, Condition, Fulfilment, Review
from agreements.models.talks import Comment, Reading, StaffComment
from agreements.models.undertakings import (
    ConfirmedPurpose,
    PartyInvitation,
    Purpose,
    TeamMember,
    TeamRole,
    Undertaking,
    UndertakingParty,
)
from agreements.models.withdrawals import Withdrawal

__all__ = [
    "APPROVALS",
    "FROM_REVIEW_ON",
    "NEXT",
    "PENDING",
    "AccessRequest",
    "Agreement",
    "Asset",
    "AssetAncestor",
    "AssetGroupPermission",
    "AssetVersion",
    "CheckedPoint",
    "Comment",
    "ComplianceReview",
    "Condition",
    "ConfirmedPurpose",
    "Consent",
    "DerivedFrom",
    "Duty",
    "Epoch",
    "EthicsAcceptance",
    "EthicsApproval",
    "Finding",
    "Fulfilment",
    "Grant",
    "OrganizationKey",
    "Party",
    "PartyInvitation",
    "Purpose",
    "PurposeMatch",
    "Reading",
    "Review",
    "Signature",
    "StaffComment",
    "State",
    "TeamMember",
    "TeamRole",
    "TermsVersion",
    "Undertaking",
    "UndertakingParty",
    "Withdrawal",
    "WorkingCopy",
]
