"""The process that does the work: offline, without credentials, in a session of its own."""

import json
import logging
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from work.supervision import folders

LONGEST_LINE = 64 * 1024
KEPT_OF_STDERR = 4096
LAST_WORDS_SECONDS = 1.0
PASSED_ON = ("PATH", "LANG", "LC_ALL", "USER", "CUDA_VISIBLE_DEVICES", "PYTHONPATH")

logger = logging.getLogger(__name__)


def scrubbed_environment(home: Path, threads: int, gpus: str = "") -> dict[str, str]:
    """All that a child gets to know of its surroundings; of the GPUs only `gpus`, where there are some."""
    return {
        **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
        **({"CUDA_VISIBLE_DEVICES": gpus} if gpus else {}),
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "HF_HOME": str(home / "hf"),
        "TORCHINDUCTOR_CACHE_DIR": str(home / "inductor"),
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": str(threads),
        "TOKENIZERS_PARALLELISM": "false",
    }


class Child:
    """One child; it takes one order and is thrown away.

    Make it in a thread that outlives it: its parent-death signal comes when the thread ends that spawned it.
    """

    def __init__(
        self, command: list[str], *, threads: int, gpus: str = "", gang: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """With the surroundings of a `gang` over several workers it stays on the network, else it leaves that."""
        self.home = folders.child_home()
        self.is_ready = False
        self._started_at = time.monotonic()
        self._left_at = 0.0
        self._unread = b""
        self._stderr = b""
        events, said = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603  # the command is a registered kind's
                [*command, "--events-fd", str(said), "--parent", str(os.getpid()), *(["--networked"] if gang else [])],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[said],
                start_new_session=True,
                cwd=self.home,
                env={**scrubbed_environment(self.home, threads, gpus), **gang},
                umask=0o077,
            )
        except OSError:
            os.close(events)
            folders.remove_home(self.home)
            raise
        finally:
            os.close(said)
        assert self._process.stdin is not None
        assert self._process.stderr is not None
        self._stdin = self._process.stdin
        self._selector = selectors.DefaultSelector()
        for end in (events, self._process.stderr.fileno()):
            os.set_blocking(end, False)
            self._selector.register(end, selectors.EVENT_READ)
        self._events = events

    @property
    def pid(self) -> int:
        """Its process, which leads its group and session."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it lives, or may still have something to say."""
        code = self._process.poll()
        if code is None or not self._selector.get_map():
            return code
        self._left_at = self._left_at or time.monotonic()  # a process of its own may hold the ends open for ever
        return code if time.monotonic() - self._left_at > LAST_WORDS_SECONDS else None

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self._started_at

    @property
    def last_words(self) -> str:
        """The end of its standard error. After an order this may quote data: only say it of a child without one."""
        return self._stderr.decode(errors="replace")

    def send(self, order: dict[str, Any]) -> None:
        """Give it its one order. A child that is gone by now says so by its exit code."""
        try:
            self._stdin.write(json.dumps(order).encode() + b"\n")
            self._stdin.flush()
        except BrokenPipeError:
            logger.warning("Child %s was gone before it got its order.", self.pid)

    def listen(self, seconds: float) -> list[dict[str, Any]]:
        """What it says within `seconds`; returns as soon as it says something."""
        said: list[dict[str, Any]] = []
        if not self._selector.get_map():
            time.sleep(min(seconds, 0.05))  # both ends are closed: only its exit code is missing
        for key, _ in self._selector.select(seconds):
            end = key.fd
            chunk = os.read(end, LONGEST_LINE)
            if not chunk:
                self._selector.unregister(end)
            elif end == self._events:
                said += self._parsed(chunk)
            else:
                self._stderr = (self._stderr + chunk)[-KEPT_OF_STDERR:]
        self.is_ready = self.is_ready or any(event["ev"] == "ready" for event in said)
        return said

    def _parsed(self, chunk: bytes) -> list[dict[str, Any]]:
        *lines, self._unread = (self._unread + chunk).split(b"\n")
        if len(self._unread) > LONGEST_LINE:
            logger.warning("Child %s says a line without an end; it is left out.", self.pid)
            self._unread = b""
        events = (_event(line) for line in lines)
        return [event for event in events if event is not None]

    def ask_to_stop(self) -> None:
        """SIGTERM to all of its group: it seals a checkpoint and leaves."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to all of its group."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._process.poll() is None or number == signal.SIGKILL:
            try:
                os.killpg(self.pid, number)
            except ProcessLookupError:  # all of the group is gone
                return

    def dispose(self) -> None:
        """Leave nothing of it: no process, no open end, no file."""
        self.kill()
        self._process.wait()
        self._selector.close()
        os.close(self._events)
        self._stdin.close()
        assert self._process.stderr is not None
        self._process.stderr.close()
        folders.remove_home(self.home)


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line, parse_constant=lambda _: None)  # the database's JSON has no NaN
    except ValueError:
        event = None
    if isinstance(event, dict) and isinstance(event.get("ev"), str):
        return event
    logger.warning("A child said a line that is not an event (%d bytes).", len(line))
    return None
