"""What makes a setting unsafe to serve with. Settings ask at start-up, and refuse."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

KEY_CHARACTERS, KEY_VARIETY = 50, 8
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


def refuse_unsafe(settings: dict[str, Any], *, trial: bool) -> None:
    """Raise ImproperlyConfigured with every fault of these settings at once."""
    if faults := list(faults_of(settings, trial=trial)):
        raise ImproperlyConfigured(
            "Entente does not start with unsafe settings:\n" + "\n".join(f"- {f}" for f in faults)
        )


def faults_of(settings: dict[str, Any], *, trial: bool) -> Iterator[str]:
    """One sentence for each unsafe setting: what is wrong, and the remedy.

    A `trial` is one person on their own machine: plain http will do there, as long as only that machine can ask.
    """
    key, hosts = settings["SECRET_KEY"], settings["ALLOWED_HOSTS"]
    if not key:
        yield "SECRET_KEY is not set. Set it to a long random text that nobody else has."
    elif len(key) < KEY_CHARACTERS or len(set(key)) < KEY_VARIETY or key.startswith("django-insecure-"):
        yield f"SECRET_KEY is weak. Use at least {KEY_CHARACTERS} random characters."
    secret = settings["SIGNING_KEYS_SECRET"]
    if not secret:
        yield "SIGNING_KEYS_SECRET is not set. Set it to a long random text: it encrypts the keys of organizations."
    elif len(secret) < KEY_CHARACTERS or len(set(secret)) < KEY_VARIETY or secret == key:
        yield f"SIGNING_KEYS_SECRET is weak. Use at least {KEY_CHARACTERS} random characters, other than SECRET_KEY."
    if not hosts:
        yield "ALLOWED_HOSTS is empty. Name the hosts that the site answers for."
    for host in hosts:
        if host in {"*", ".", ""}:
            yield f"ALLOWED_HOSTS holds the wildcard “{host}”. Name the hosts one by one."
    if trial and LOOPBACK.issuperset(hosts):
        return
    for cookie in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        if not settings[cookie]:
            yield f"{cookie} is off, so the cookie would travel over plain http. Leave it on."


def own_key(path: Path) -> str:
    """The secret key of a trial: made once, and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(draft, path)  # two processes may be first at once; one key wins
        draft.unlink()
    return path.read_text()
