"""Organizations and what belongs to them, in a file per subject."""

from organizations.models.domains import Domain, Logo
from organizations.models.entrances import Invitation, JoinRequest, SignOn
from organizations.models.organizations import Organization, OrgRole
from organizations.models.tokens import Scope, Token
from organizations.roles import OPERATOR_ONLY, SECOND_FACTOR, Role

__all__ = [
    "OPERATOR_ONLY",
    "SECOND_FACTOR",
    "Domain",
    "Invitation",
    "JoinRequest",
    "Logo",
    "OrgRole",
    "Organization",
    "Role",
    "Scope",
    "SignOn",
    "Token",
]
