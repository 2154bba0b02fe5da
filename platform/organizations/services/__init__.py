"""What can be done with organizations, in a file per subject."""

from organizations.services.founding import found_organization, verify_organization
from organizations.services.members import add_member, remove_role
from organizations.services.tokens import find_token, issue_token, revoke_token

__all__ = [
    "add_member",
    "find_token",
    "found_organization",
    "issue_token",
    "remove_role",
    "revoke_token",
    "verify_organization",
]
