"""All recognisers on one text."""

import re

from privacy.scanning.hits import NOTED, Hit, Recogniser, surest
from privacy.scanning.identity import identities
from privacy.scanning.names import persons
from privacy.scanning.phones import phones
from privacy.scanning.prose import addresses, birth_dates, named_places, organizations, records
from privacy.scanning.structured import cards, ibans, mail, network

_DIGIT = re.compile(r"\d")
NUMBERS = (cards, ibans, network, identities, phones)
NUMBERED = (records, birth_dates, addresses)  # prose that has a digit in it
WORDED = (persons, organizations, named_places)
OF_FORM = ("email", "phone", "card", "iban", "identity", "ip")
PERSONAL = (*OF_FORM, "person", "address", "birth_date", "record")
KINDS = (*PERSONAL, "organization", "place")  # the last two alone say nothing of a person


def recognise(text: str, *, prose: bool = True) -> list[Hit]:
    """What counts by itself in `text`, without overlaps; without `prose` only what has a form."""
    return [hit for hit in surest(all_hits(text, prose=prose)) if hit.confidence >= NOTED]


def all_hits(text: str, *, prose: bool) -> list[Hit]:
    """Everything that any recogniser claims, however unsure."""
    has_digits = _DIGIT.search(text) is not None
    groups: list[tuple[Recogniser, ...]] = [(mail,) if "@" in text else (), NUMBERS if has_digits else ()]
    if prose:
        groups += [NUMBERED if has_digits else (), WORDED]
    return [hit for group in groups for recogniser in group for hit in recogniser(text)]
