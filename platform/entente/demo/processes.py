"""The demonstration's processes: a Celery worker and the web server, ended with the demonstration whatever happens."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from entente.services.children import dying_with
from serving.management.commands import serve_models

# A child that trains is given ten seconds to seal its checkpoint; the worker waits for it.
PATIENCE_SECONDS = 20


@contextmanager
def running(name: str, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `python -m command…` beside the demonstration, its output in var/log/NAME.log; end it on the way out."""
    log = Path(settings.VAR) / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and commands
            [sys.executable, "-m", *command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal is ours to pass on: the worker then seals a checkpoint instead of dying.
            start_new_session=True,
            preexec_fn=dying_with(os.getpid(), signal.SIGTERM),
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM, then SIGKILL for the whole group of a process that doesn't leave."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def celery_worker() -> tuple[str, ...]:
    """The command of a worker with one place."""
    return ("celery", "-A", "entente", "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle")


def model_server() -> tuple[str, ...]:
    """The command of the model server, at the address that the settings name."""
    return tuple(serve_models.command(settings.MODEL_SERVER_ADDRESS))


def web_server(address: str) -> tuple[str, ...]:
    """The command of the web server on `address` (host:port)."""
    return ("gunicorn", "entente.wsgi", "--bind", address, "--workers", "2", "--threads", "4")
