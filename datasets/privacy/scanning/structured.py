"""Mail addresses, payment cards, IBANs and network addresses: kinds with a form that can be proved."""

import ipaddress
import re
from collections.abc import Iterator

from stdnum import iban, luhn

from privacy.scanning.context import BEGINS, CARD, ENDS, around
from privacy.scanning.hits import Hit

_MAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_\u4e00-\u9fff]{2,24}(?![\d_@])" + ENDS)
_CARD = re.compile(rf"{BEGINS}(?<![_.+-])\d{{4}}(?:[ -]?\d{{2,6}}){{2,4}}(?!_|[.-]\d){ENDS}")
_ISSUED = re.compile(r"[2-6]|1800")  # the first digits that cards of payment have (ISO/IEC 7812)
_IBAN = re.compile(
    rf"{BEGINS}[A-Z]{{2}}\d{{2}}(?:[A-Z0-9]{{11,30}}|(?: [A-Z0-9]{{4}}){{2,7}}(?: [A-Z0-9]{{1,4}})?){ENDS}",
    re.IGNORECASE,
)
_IPV4 = re.compile(rf"{BEGINS}(?<![_.-])(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?![_-]|\.\d){ENDS}")
_IPV6 = re.compile(rf"{BEGINS}(?<![_:.])(?:[0-9a-f]{{0,4}}:){{2,7}}[0-9a-f]{{0,4}}(?![_:]){ENDS}", re.IGNORECASE)
_VERSION = re.compile(r"\b(?:version|release|v|section|chapter)\.?\s*$", re.IGNORECASE)
CARD_DIGITS = range(12, 20)  # ISO/IEC 7812


def mail(text: str) -> Iterator[Hit]:
    """Addresses of mail."""
    for found in _MAIL.finditer(text):
        start = found.start() + len(found[0]) - len(found[0].lstrip("'`{|.*/=-"))
        yield Hit("email", start, found.end(), 0.98)


def cards(text: str) -> Iterator[Hit]:
    """Numbers of payment cards, by their length, first digits and check digit (Luhn)."""
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if len(digits) not in CARD_DIGITS or not luhn.is_valid(digits) or len(set(digits)) < 2:
            continue
        if CARD.search(around(text, *found.span())):
            yield Hit("card", *found.span(), 0.98)
        elif _ISSUED.match(digits):
            yield Hit("card", *found.span(), 0.85)


def ibans(text: str) -> Iterator[Hit]:
    """Accounts by their international number, whose two check digits must fit (ISO 13616)."""
    for found in _IBAN.finditer(text):
        if iban.is_valid(found[0], check_country=False):
            yield Hit("iban", *found.span(), 0.98)


def network(text: str) -> Iterator[Hit]:
    """Addresses in networks, of both kinds."""
    for found in _IPV4.finditer(text):
        octets = found[0].split(".")
        if all(int(octet) < 256 and str(int(octet)) == octet for octet in octets):
            of_software = _VERSION.search(text[: found.start()]) or int(octets[0]) == 0
            yield Hit("ip", *found.span(), 0.3 if of_software else 0.85)
    for found in _IPV6.finditer(text):
        if _is_ipv6(found[0]):
            yield Hit("ip", *found.span(), 0.95)


def _is_ipv6(value: str) -> bool:
    if sum(bool(group) for group in value.split(":")) < 3:
        return False  # "::" and the like are code
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return True
