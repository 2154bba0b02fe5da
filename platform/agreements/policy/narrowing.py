"""What comes before every rule: somebody, acting for a verified organization, within the scope of their token."""

from agreements.policy.answers import Decision, no
from organizations.actor import Actor
from organizations.models import Scope


def without_standing(actor: Actor, *, unverified: bool = False) -> Decision | None:
    """The refusal of who acts for nobody, or for an organization that may not take part yet."""
    if not actor.is_signed_in or not actor.user.is_active:
        return no("signed_out")
    if actor.organization is None:
        return no("no_organization")
    if not actor.verified and not unverified:
        return no("unverified", organization=actor.organization.slug)
    return None


def out_of_scope(actor: Actor, needed: Scope | None) -> Decision | None:
    """The refusal of a token that was not made for this; some deeds no token may do."""
    if actor.scopes is None or (needed and needed in actor.scopes):
        return None
    return no("scope", scope=str(needed)) if needed else no("no_token")
