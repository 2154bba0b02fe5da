"""Working folders: each attempt its own, so that a ghost of the attempt before writes where nobody reads."""

import os
import shutil
import socket
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from work.leases import Lease
from work.models import ENDED, Item
from work.services.retrying import worth_keeping

CHECKPOINTS = Path("out") / "checkpoints"


def open_folder(lease: Lease) -> Path:
    """A fresh folder for this attempt, with the checkpoints that an earlier attempt left on this host."""
    earlier = sorted(_of(lease.uid).glob("[0-9]*"), key=lambda folder: int(folder.name))
    folder = _attempt(lease)
    (folder / "out").mkdir(parents=True, mode=0o700)
    for left in reversed(earlier):
        if (left / CHECKPOINTS).is_dir():
            (left / CHECKPOINTS).rename(folder / CHECKPOINTS)
            break
    for left in earlier:
        _remove(left)
    return folder


def open_part(lease: Lease, rank: int) -> Path:
    """A fresh folder for one process of a gang that is not the first; there are no checkpoints in it."""
    leave_part(lease, rank)
    folder = _part(lease, rank)
    (folder / "out").mkdir(parents=True, mode=0o700)
    return folder


def leave_part(lease: Lease, rank: int) -> None:
    """Leave nothing of it."""
    _remove(_part(lease, rank))


def has_checkpoint(folder: Path) -> bool:
    """Whether there is something to go on from."""
    return (folder / CHECKPOINTS).is_dir()


def leave(lease: Lease, *, keep_checkpoints: bool) -> None:
    """Leave nothing of an attempt, or only the checkpoints, from which a later attempt may go on."""
    if not keep_checkpoints:
        _remove(_of(lease.uid))
        return
    folder = _attempt(lease)
    for entry in [*folder.glob("*"), *folder.glob("out/*")]:
        if entry not in (folder / "out", folder / CHECKPOINTS):
            _remove(entry)


def abandon(lease: Lease) -> None:
    """Remove what this attempt still has here: its item is another worker's by now."""
    _remove(_attempt(lease))


def sweep() -> None:
    """Remove what workers left that died: folders of items that have ended, and homes of children of this host.

    What has failed keeps its checkpoints as long as a person may have it tried again.
    """
    there = [folder.name.partition(".")[0] for of in ("items", "parts") for folder in (_root() / of).glob("*")]
    ended = Item.objects.filter(uid__in=there, state__in=ENDED).select_related("organization", "submitted_by")
    kept = worth_keeping(ended)
    for item in ended:
        if item.pk not in kept:
            _remove(_of(item.uid))
    for part in (_root() / "parts").glob("*"):
        if part.name.partition(".")[0] in {str(item.uid) for item in ended}:
            _remove(part)
    for home in (_root() / "children").glob(f"{_here()}*"):
        if not _lives(int(home.name.removeprefix(_here()).partition(".")[0])):
            _remove(home)


def child_home() -> Path:
    """A home for one child of this process: its temporary files and caches; removed with it."""
    home = _root() / "children" / f"{_here()}{os.getpid()}.{uuid4().hex}"
    (home / "tmp").mkdir(parents=True, mode=0o700)
    return home


def remove_home(home: Path) -> None:
    """Remove what a child left."""
    _remove(home)


def _root() -> Path:
    root = Path(settings.WORK_FOLDER)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def _here() -> str:
    return f"{socket.gethostname()}."


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it lives, and belongs to somebody else
        return True
    return True


def _of(uid: UUID) -> Path:
    return _root() / "items" / str(uid)


def _attempt(lease: Lease) -> Path:
    return _of(lease.uid) / str(lease.attempt)


def _part(lease: Lease, rank: int) -> Path:
    """Beside the first process's, which may be on this host too."""
    return _root() / "parts" / f"{lease.uid}.{lease.attempt}.{rank}"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for folder, _, _ in os.walk(path):
            Path(folder).chmod(0o700)  # inputs are read-only, their folders too
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
