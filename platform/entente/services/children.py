"""Server processes that end when their keeper does, however it ends."""

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypedDict

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def run_server(
    command: Sequence[str | Path], *, last_signal: signal.Signals, user: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    """Start a server that gets `last_signal` when this process dies. Call from the main thread only.

    The kernel sends the signal when the *thread* that forked ends, and forgets the wish at a change of user: hence
    the main thread, and hence preexec_fn, which runs after the user has changed.
    """
    return subprocess.Popen(  # noqa: S603
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        preexec_fn=dying_with(os.getpid(), last_signal),
        **as_user(user),
    )


class Identity(TypedDict, total=False):
    """Popen's arguments that name a user."""

    user: int
    group: int
    extra_groups: list[int]


def as_user(user: pwd.struct_passwd | None) -> Identity:
    """Popen's arguments for running as `user`; as oneself when there is none."""
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def dying_with(parent: int, last_signal: signal.Signals) -> Callable[[], None]:
    """What a child runs before its program (Popen's preexec_fn), to get `last_signal` when `parent` dies."""

    def ask_the_kernel() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(last_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_the_kernel
