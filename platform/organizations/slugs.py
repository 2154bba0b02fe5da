"""Addresses made from names."""

import secrets
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

LONGEST = 60
# Words of addresses that stand where the things do.
RESERVED = frozenset({"arrivals", "combine", "combined", "drafts", "invitations", "new", "working-copies"})
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def free_slug(name: str, among: QuerySet[Any]) -> str:
    """An address for `name` that none of `among` has; where it is taken, or has no Latin letters, a few follow.

    They are drawn, not counted: a number would tell that something hidden has the same name.
    """
    slug = slugify(name)[:LONGEST].strip("-")
    while not slug or slug in RESERVED or among.filter(slug=slug).exists():
        drawn = "".join(secrets.choice(LETTERS) for _ in range(6))
        slug = f"{slugify(name)[:LONGEST].strip('-')}-{drawn}".strip("-")
    return slug
