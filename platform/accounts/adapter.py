"""How allauth makes accounts here: whether people may make their own is a setting."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Open sign-up only where `OPEN_SIGN_UP` says so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may make an account; it gives them nothing until an organization lets them in."""
        return bool(settings.OPEN_SIGN_UP)
