"""Signing in with e-mail address and password. It answers who somebody is, never what they may do."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class SignIn(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """allauth's sign-in without Django's permissions, which would let a superuser do anything."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """No: the policy's backend answers."""
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """No: the policy's backend answers."""
        return False

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: the policy's backend answers."""
        return set()
