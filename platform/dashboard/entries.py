"""One thing that waits for a person."""

from typing import NamedTuple


class Waiting(NamedTuple):
    """One thing that waits: what it is, why it waits for this person, and the verb that ends the waiting."""

    icon: str
    name: str
    url: str
    why: str
    action: str
