"""What keeps a training process to itself: no network, no strangers in its files, no life after its supervisor.

Call before NumPy or torch is imported: a namespace is left by one thread only, and they start threads.
"""

import ctypes
import fcntl
import os
import signal
import socket
import struct
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG = 1
SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
IFF_UP = 0x1

_libc = ctypes.CDLL(None, use_errno=True)


def leave_network() -> bool:
    """Move to a network namespace of its own, in which there is only the loopback; False where that is not allowed."""
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0:
        _stay_who_we_are(user, group)
    elif _libc.unshare(CLONE_NEWNET) != 0:
        return False
    _raise_loopback()
    return True


def die_with(parent: int) -> None:
    """Be killed when the process `parent` ends. SystemExit when it has ended already."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        raise SystemExit(1)


def _stay_who_we_are(user: int, group: int) -> None:
    """In a new user namespace nobody has a name until one is given; files belong to the same user as before."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH14s", b"lo", 0, b"")
        (flags,) = struct.unpack_from("H", fcntl.ioctl(control, SIOCGIFFLAGS, request), 16)
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", flags | IFF_UP, b""))
