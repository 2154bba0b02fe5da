"""How allauth makes accounts here: whether people may make their own is a setting."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Open sign-up only where `OPEN_SIGN_UP` says so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may make an account; it gives them nothing until an organization lets them in."""
        return bool(settings.OPEN_SIGN_UP)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The asker's address. A server behind a Unix socket knows none, unless a proxy tells: then all share one."""
        if not request.META.get("REMOTE_ADDR") and not request.headers.get("X-Forwarded-For"):
            return "::"
        return str(super().get_client_ip(request))
