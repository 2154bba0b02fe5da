"""Where people read about a thing: of assets and projects the app above has the page."""

from typing import Any

from agreements.models import Asset, Undertaking


def address_of(thing: Any) -> str:
    """The address of its page."""
    if isinstance(thing, Asset):
        thing = getattr(thing, thing.kind)
    elif isinstance(thing, Undertaking):
        thing = thing.project
    return str(thing.get_absolute_url())


# What `address_of` and a name ask for beside the row itself.
READ_WITH = {
    "agreements.asset": ("dataset", "model"),
    "agreements.undertaking": ("project",),
    "agreements.accessrequest": ("asset",),
    "agreements.partyinvitation": ("undertaking",),
    "collaborations.meeting": ("series__project__undertaking",),
}
