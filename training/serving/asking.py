"""Who asks a model, shown by a token or by the site's own word for whoever is signed in there."""

from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import User
from organizations.actor import Actor
from organizations.authentication import token_behind
from organizations.models import Organization

SALT = "serving.asking"
WORD_SECONDS = 60  # for how long the site's word for a person is taken


@dataclass(frozen=True)
class Asked:
    """A model, by its address and version (None: what `versions_to_ask` says), in a project, and who asks."""

    authorization: str
    project: str
    model: str
    number: int | None = None


def who(authorization: str) -> Actor:
    """Who stands behind the header, with the roles that they have by now.

    Raises AuthenticationFailed.
    """
    scheme, _space, secret = authorization.partition(" ")
    if scheme.lower() == "bearer":
        token = token_behind(secret.strip())
        return Actor.of(token.user, token.organization, scopes=frozenset(token.scopes))
    if scheme == "Entente":
        return _person(secret)
    raise AuthenticationFailed(_("Send a token: Authorization: Bearer entente_…"))


def word_for(actor: Actor) -> str:
    """The header by which the site asks for somebody who is signed in there."""
    organization = actor.organization.pk if actor.organization else None
    return f"Entente {signing.dumps([actor.user.pk, organization], salt=SALT)}"


def _person(word: str) -> Actor:
    try:
        user, organization = signing.loads(word, salt=SALT, max_age=WORD_SECONDS)
        person = User.objects.get(pk=user, is_active=True)
    except (signing.BadSignature, User.DoesNotExist) as error:
        raise AuthenticationFailed(_("Who asks cannot be told any more. Ask again.")) from error
    return Actor.of(person, Organization.objects.filter(pk=organization).first())
