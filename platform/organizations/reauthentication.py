"""Deeds in the API that ask for a person: in a browser's session, and who proved just now who they are."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.status import HTTP_403_FORBIDDEN

from organizations.requests import ApiRequest


class ReauthenticationRequired(APIException):
    """The deed asks for a person who proved just now who they are."""

    status_code = HTTP_403_FORBIDDEN
    default_code = "reauthentication_required"
    default_detail = _("Prove once more who you are: write your password at /account/reauthenticate/, then try again.")


class InASession(IsAuthenticated):
    """A person who signed in. No token, whatever it was made for: it would outlive what it ends."""

    message = _("No token may do this: a person signs in and does it on the pages.")

    def has_permission(self, request: Request, view: object) -> bool:
        """Whether a browser's session asks."""
        return bool(super().has_permission(request, view)) and request.auth is None  # type: ignore[arg-type]


def check_proved_just_now(request: ApiRequest) -> None:
    """Raises ReauthenticationRequired where the last proof is too long ago."""
    if is_reauthentication_required(request._request, app="account"):
        raise ReauthenticationRequired()
