"""Who came in, who was kept out, and what changed about how they prove who they are: recorded as the doors tell it."""

from dataclasses import dataclass
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal

from audit.services import record


@dataclass(frozen=True)
class Person:
    """Somebody who acts for no organization yet."""

    user: Any
    organization: None = None


DEEDS: tuple[tuple[Signal, str], ...] = (
    (user_logged_in, "sign_in.done"),
    (user_logged_out, "sign_in.ended"),
    (account.user_signed_up, "account.made"),
    (account.password_set, "password.changed"),
    (account.password_changed, "password.changed"),
    (account.password_reset, "password.reset"),
    (account.email_changed, "address.changed"),
    (mfa.authenticator_added, "second_factor.added"),
    (mfa.authenticator_removed, "second_factor.removed"),
    (mfa.authenticator_reset, "second_factor.made_anew"),
    (mfa.authenticator_used, "second_factor.used"),
    (mfa.authentication_failed, "second_factor.failed"),
)


def listen() -> None:
    """Record from now on; called once, when the app is ready."""
    for signal, verb in DEEDS:
        signal.connect(_recorder(verb), weak=False, dispatch_uid=f"{verb} {id(signal)}")
    user_login_failed.connect(_kept_out, dispatch_uid="kept out")


def _recorder(verb: str) -> Any:
    def receive(user: Any = None, authenticator: Any = None, **_: Any) -> None:
        if user is not None and user.pk:  # nobody signs out of an expired session
            record(Person(user), verb, user, **({"factor": authenticator.type} if authenticator else {}))

    return receive


def _kept_out(credentials: dict[str, Any], **_: Any) -> None:
    """Wrong password or unknown address: the same queries, and never what was typed."""
    address = str(credentials.get("email") or credentials.get("username") or "")
    claimed = get_user_model()._default_manager.filter(email__iexact=address).first()
    record(Person(claimed) if claimed else None, "sign_in.failed" if claimed else "sign_in.unknown", claimed)
