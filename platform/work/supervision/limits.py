"""What a child may hold at most: the memory of all its processes, and the room that its folder takes."""

import os
from pathlib import Path

from django.conf import settings

from work.errors import JobFault
from work.supervision.machine import GIB

MEMORY, ROOM, TIME = "memory_exceeded", "room_exceeded", "time_exceeded"
SESSION, RESIDENT = 3, 21  # fields of /proc/<pid>/stat behind the name, which may hold anything (proc(5))


def check_limits(session: int, folder: Path, *, memory_gib: float, places: int = 1) -> None:
    """Look at the processes of `session` and at `folder`; `memory_gib` and WORK_ROOM_GIB of 0 are no limits.

    Both are of one place; work that has several may hold as many times as much.
    Memory that processes share counts for each of them.

    Raises:
        JobFault: more is held than a child may have.
    """
    if memory_gib:
        _check(MEMORY, memory_of(session) / GIB, memory_gib * places)
    if settings.WORK_ROOM_GIB:
        _check(ROOM, room_of(folder) / GIB, settings.WORK_ROOM_GIB * places)


def _check(code: str, gib: float, most_gib: float) -> None:
    if gib > most_gib:
        raise JobFault(code, gib=round(gib, 2), most_gib=most_gib)


def memory_of(session: int) -> int:
    """Bytes of memory that all processes of `session` hold."""
    pages = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_bytes().rpartition(b") ")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it is gone
            continue
        if int(fields[SESSION]) == session:
            pages += int(fields[RESIDENT])
    return pages * os.sysconf("SC_PAGE_SIZE")


def room_of(folder: Path) -> int:
    """Bytes that `folder` takes on its disk; files that go while one looks take none."""
    blocks = 0
    for parent, _folders, files in os.walk(folder):
        for name in files:
            try:
                blocks += (Path(parent) / name).lstat().st_blocks
            except FileNotFoundError:
                continue
    return blocks * 512
