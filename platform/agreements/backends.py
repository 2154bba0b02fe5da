"""Django's questions, answered by the policy: `has_perm` with an object asks `decide`, without one the role table."""

from collections.abc import Mapping
from typing import Any

from agreements.operations import Operation
from agreements.policy import OPERATIONS, decide
from organizations.actor import Actor
from organizations.models import Role

# What the admin may show and change, by role; both roles are the operator's alone.
ROLE_TABLE: Mapping[str, frozenset[str]] = {
    Role.REVIEWER: frozenset(
        {
            "agreements.view_agreement",
            "agreements.view_compliancereview",
            "agreements.view_duty",
            "agreements.review_agreement",
            "agreements.view_party",
            "agreements.view_termsversion",
            "agreements.view_review",
            "agreements.view_signature",
            "organizations.view_organization",
        }
    ),
    Role.STAFF: frozenset(
        {
            "accounts.view_user",
            "accounts.change_user",
            "accounts.view_membership",
            "audit.view_event",
            "organizations.view_organization",
            "organizations.verify_organization",
            "organizations.view_orgrole",
            "organizations.view_token",
        }
    ),
}
# Django's word for seeing.
SEE = {"view": "see"}


class PolicyBackend:
    """Answers for the organization that the person acts for; for none, no."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Nobody signs in here."""
        return

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the person may, acting for the organization of this request and within their token's scope."""
        actor = Actor.of(
            user_obj, getattr(user_obj, "acting_for", None), scopes=getattr(user_obj, "acting_scopes", None)
        )
        if actor.organization is None:
            return False
        if obj is None:
            return perm in permissions_of(actor)
        verb = _verb_of(perm, obj)
        return verb is not None and decide(actor, verb, obj).allowed

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether the role table has anything in the app for them."""
        actor = Actor.of(
            user_obj, getattr(user_obj, "acting_for", None), scopes=getattr(user_obj, "acting_scopes", None)
        )
        return any(perm.startswith(f"{app_label}.") for perm in permissions_of(actor))


def permissions_of(actor: Actor) -> frozenset[str]:
    """What the roles of the organization acted for give in general, before it is about one thing."""
    if not actor.verified:
        return frozenset()
    given = {
        f"agreements.{operation}_asset"
        for operation, rule in OPERATIONS.items()
        if actor.roles & (rule.owner_roles | rule.recipient_roles)
    }
    if actor.is_of_operator:
        given.update(*(ROLE_TABLE.get(role, frozenset()) for role in actor.roles))
    return frozenset(given)


def _verb_of(perm: str, obj: Any) -> str | None:
    """`agreements.sign_agreement` asks whether one may `sign`; a permission for another kind of thing asks nothing."""
    app_label, _dot, codename = perm.partition(".")
    verb, _under, model = codename.rpartition("_")
    if model == "asset" and verb in Operation.values:
        return verb
    if (app_label, model) != (obj._meta.app_label, obj._meta.model_name):
        return None
    return SEE.get(verb, verb)
