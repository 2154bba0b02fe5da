"""Settings are safe by default, and say what is not."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SAFE = {
    "DATABASE_URL": "postgres://entente:x@db/entente",
    "REDIS_URL": "redis://cache",
    "SECRET_KEY": "k3y-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "SIGNING_KEYS_SECRET": "sealed-" + "zyxwvutsrqponmlkjihgfedcba9876543210" * 2,
    "ALLOWED_HOSTS": "entente.example",
}


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process that reads the settings and prints a few of them."""
    code = "from entente import settings as s; print(s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.DEBUG)"
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, "ENTENTE_VAR": str(tmp_path / "var"), **environment},
        capture_output=True,
        text=True,
    )


def test_a_production_environment_starts(tmp_path: Path) -> None:
    assert start(tmp_path, **SAFE).stdout == "['entente.example'] True False\n"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is weak"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY is weak"),
        ({"SIGNING_KEYS_SECRET": ""}, "SIGNING_KEYS_SECRET is not set"),
        ({"SIGNING_KEYS_SECRET": "short"}, "SIGNING_KEYS_SECRET is weak"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"ALLOWED_HOSTS": "entente.example,*"}, "wildcard"),
        ({"SESSION_COOKIE_SECURE": "off"}, "SESSION_COOKIE_SECURE is off"),
        ({"CSRF_COOKIE_SECURE": "off"}, "CSRF_COOKIE_SECURE is off"),
        ({"REDIS_URL": ""}, "DATABASE_URL and REDIS_URL come together"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(tmp_path: Path, change: dict[str, str], sentence: str) -> None:
    started = start(tmp_path, **{**SAFE, **change})

    assert started.returncode != 0
    assert sentence in started.stderr


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    said = start(tmp_path, **{**SAFE, "SECRET_KEY": "", "ALLOWED_HOSTS": "*", "CSRF_COOKIE_SECURE": "no"}).stderr

    assert all(name in said for name in ("SECRET_KEY", "ALLOWED_HOSTS", "CSRF_COOKIE_SECURE"))


def test_a_trial_gets_its_own_key_and_answers_this_machine_only(tmp_path: Path) -> None:
    first, second = start(tmp_path), start(tmp_path)

    assert first.stdout == second.stdout == "['localhost', '127.0.0.1', '[::1]'] False False\n"
    key = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text()) > 50


@pytest.mark.parametrize("hosts", ["*", "entente.example"])
def test_a_trial_is_not_opened_to_others_over_plain_http(tmp_path: Path, hosts: str) -> None:
    assert start(tmp_path, ALLOWED_HOSTS=hosts).returncode != 0


def test_reading_settings_starts_nothing(tmp_path: Path) -> None:
    start(tmp_path)

    keys = ["audit_seal_key", "secret_key", "signing_keys_secret"]
    assert sorted(p.name for p in (tmp_path / "var").iterdir()) == keys


def test_what_only_training_needs_is_not_loaded_by_the_site(tmp_path: Path) -> None:
    code = """
import sys, django; django.setup()
from django.urls import get_resolver; get_resolver().url_patterns
print({"torch", "transformers", "sklearn", "pandas", "captum"} & set(sys.modules) or "")
"""
    environment = {**os.environ, "ENTENTE_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "entente.settings"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True).stdout == "\n"
