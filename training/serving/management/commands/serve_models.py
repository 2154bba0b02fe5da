"""`manage.py serve_models`: the process that has models in memory and answers for them."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

CALLS = 64  # that may wait together


def command(address: str) -> list[str]:
    """The server on `address` (host:port), as arguments of `python -m`: one process, whose models are there once."""
    return [
        "gunicorn", "entente.wsgi", "--env", "DJANGO_SETTINGS_MODULE=entente.model_server", "--bind", address,
        "--workers", "1", "--threads", str(CALLS), "--keep-alive", "75",
    ]  # fmt: skip


class Command(BaseCommand):
    """Becomes the server."""

    help = "Answer predictions by the Open Inference Protocol, with models in memory."
    requires_system_checks = ()  # the server itself makes them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default=settings.MODEL_SERVER_ADDRESS, help="host:port (default: %(default)s)")

    def handle(self, *_args: Any, **options: Any) -> None:
        os.execv(sys.executable, [sys.executable, "-m", *command(options["address"])])  # noqa: S606
