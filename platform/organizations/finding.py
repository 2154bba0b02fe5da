"""Finding an organization among those that the asker may know of."""

from django.shortcuts import get_object_or_404

from organizations.actor import Actor
from organizations.gate import visible
from organizations.models import Organization


def find_organization(actor: Actor, slug: str) -> Organization:
    """The organization at this address; for who may not know of it, as for everybody where there is none, a 404."""
    return get_object_or_404(visible(actor, Organization.objects.all()), slug=slug)
