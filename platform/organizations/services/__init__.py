"""What can be done with organizations, in a file per subject."""

from organizations.services.editing import (
    drop_domain,
    edit_organization,
    name_domain,
    prove_domain,
    remove_logo,
    set_logo,
)
from organizations.services.founding import (
    ask_again,
    found_organization,
    register_organization,
    reject_organization,
    verify_organization,
)
from organizations.services.invitations import accept_invitation, find_invitation, invite, is_invited, revoke_invitation
from organizations.services.joining import answer_join, ask_to_join, joinable
from organizations.services.members import add_member, change_roles, leave_organization
from organizations.services.sessions import end_session
from organizations.services.sign_on import arrive_by_sign_on, remove_sign_on, set_sign_on
from organizations.services.tokens import find_token, issue_token, revoke_token

__all__ = [
    "accept_invitation",
    "add_member",
    "answer_join",
    "arrive_by_sign_on",
    "ask_again",
    "ask_to_join",
    "change_roles",
    "drop_domain",
    "edit_organization",
    "end_session",
    "find_invitation",
    "find_token",
    "found_organization",
    "invite",
    "is_invited",
    "issue_token",
    "joinable",
    "leave_organization",
    "name_domain",
    "prove_domain",
    "register_organization",
    "reject_organization",
    "remove_logo",
    "remove_sign_on",
    "revoke_invitation",
    "revoke_token",
    "set_logo",
    "set_sign_on",
    "verify_organization",
]
