"""Addresses that a person has proved to be theirs."""

from typing import Any

from allauth.account.models import EmailAddress


def proved_addresses(user: Any) -> list[str]:
    """The person's confirmed addresses, in small letters; the one they sign in with first."""
    confirmed = EmailAddress.objects.filter(user=user.pk, verified=True).order_by("-primary", "id")
    return [address.lower() for address in confirmed.values_list("email", flat=True)]
