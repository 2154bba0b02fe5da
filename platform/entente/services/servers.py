"""What our two servers have in common: prepared, started, waited for, stopped."""

import pwd
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from entente.services.binaries import Binaries
from entente.services.children import run_server
from entente.services.place import Place

START_SECONDS = 45.0
STOP_SECONDS = 15.0


class ServerFailed(Exception):
    """A server ended before it was ready, or never became so; its own words are in the log."""


class Server(ABC):
    """One server of a place, alive between `start` and `await_end`."""

    name: ClassVar[str]
    last_signal: ClassVar[signal.Signals]

    def __init__(self, place: Place, binaries: Binaries) -> None:
        self.place = place
        self.binaries = binaries
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def prepare(self) -> None:
        """Make on disk what the server needs; nothing where it is made."""

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """The program and its arguments."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether a client gets through."""

    def worth_another_start(self) -> bool:
        """Whether an early end has a cause that passes by itself."""
        return False

    def start(self) -> None:
        self.process = run_server(self.command(), last_signal=self.last_signal, user=self.binaries.user)

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def await_ready(self) -> None:
        """Return when the server answers.

        Raises:
            ServerFailed: it ended or stayed silent.
        """
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if time.monotonic() > deadline:
                raise ServerFailed(f"{self.name} did not answer within {START_SECONDS:.0f} s.")
            if self.ended():
                if not self.worth_another_start():
                    raise ServerFailed(f"{self.name} ended while it started.")
                time.sleep(0.2)
                self.start()
            time.sleep(0.02)

    def ask_to_stop(self) -> None:
        if self.process is not None and not self.ended():
            self.process.send_signal(self.last_signal)

    def await_end(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def private_folder(path: Path, user: pwd.struct_passwd | None) -> None:
    """Make a folder that only `user` enters (ourselves, when none is given)."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(path, user.pw_uid, user.pw_gid)
