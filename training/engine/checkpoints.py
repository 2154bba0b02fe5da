"""Checkpoints that are whole or not there.

A checkpoint is a folder: tensors as safetensors, the rest as JSON, and a manifest with the SHA-256 of each. It is
written under another name, forced to the disk and renamed. One whose hashes do not fit is skipped for the one before.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors.torch
from torch import Tensor

from engine.digests import file_digest
from engine.faults import JobFault

KEPT = 2  # the newest, and the one before it in case the newest is torn
MARGIN = 16 * 2**20  # bytes left free for the job's own small files
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Checkpoint:
    """Named groups of tensors, and a state that JSON can hold."""

    tensors: dict[str, dict[str, Tensor]]
    state: dict[str, Any]


class Checkpoints:
    """The checkpoints of one job, in `folder`. `identity` says which job: digests of spec, data, model."""

    def __init__(self, folder: Path, identity: Mapping[str, str]) -> None:
        self.folder = folder
        self.identity = dict(identity)

    def save(self, step: int, checkpoint: Checkpoint) -> None:
        """Write `checkpoint` and remove old ones. Raises JobFault disk_full, and then leaves the old ones alone."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._remove_unfinished()
        unfinished = self.folder / f".step-{step:08d}"
        try:
            self._check_room(checkpoint)
            unfinished.mkdir()
            hashes = {name: _write(unfinished / name, content) for name, content in self._files(checkpoint)}
            _write(unfinished / MANIFEST, json.dumps(hashes).encode())
            _sync_folder(unfinished)
        except OSError as error:
            shutil.rmtree(unfinished, ignore_errors=True)
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise JobFault("disk_full", path=str(self.folder)) from error
        final = self.folder / unfinished.name.removeprefix(".")
        shutil.rmtree(final, ignore_errors=True)  # a torn one of the same step
        unfinished.rename(final)
        _sync_folder(self.folder)
        self._prune(final)

    def newest(self) -> tuple[Checkpoint | None, list[int]]:
        """The newest checkpoint that is sound, if any, and the steps of newer ones that are damaged.

        Raises JobFault checkpoint_mismatch when it belongs to another job.
        """
        torn: list[int] = []
        for folder in self._all():
            if _is_sound(folder):
                return self._read(folder), torn
            torn.append(int(folder.name.removeprefix("step-")))
        return None, torn

    def clear(self) -> None:
        """Remove all of them."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _prune(self, newest: Path) -> None:
        """Keep `newest` and the one before it. What is ahead of it is torn, or of a run that was begun anew since."""
        before = [folder for folder in self._all() if folder.name < newest.name]
        for old in {*self._all()} - {newest, *before[: KEPT - 1]}:
            shutil.rmtree(old)

    def _all(self) -> list[Path]:
        return sorted(self.folder.glob("step-*"), reverse=True)

    def _remove_unfinished(self) -> None:
        for folder in self.folder.glob(".step-*"):
            shutil.rmtree(folder)

    def _check_room(self, checkpoint: Checkpoint) -> None:
        needed = sum(tensor.nbytes for group in checkpoint.tensors.values() for tensor in group.values())
        if shutil.disk_usage(self.folder).free < needed + MARGIN:
            raise JobFault("disk_full", path=str(self.folder))

    def _files(self, checkpoint: Checkpoint) -> Iterator[tuple[str, bytes]]:
        for name, tensors in checkpoint.tensors.items():
            yield f"{name}.safetensors", safetensors.torch.save({key: t.detach() for key, t in tensors.items()})
        yield "state.json", json.dumps({"identity": self.identity, **checkpoint.state}).encode()

    def _read(self, folder: Path) -> Checkpoint:
        state = json.loads((folder / "state.json").read_bytes())
        if state.pop("identity") != self.identity:
            raise JobFault("checkpoint_mismatch", path=str(self.folder))
        files = sorted(folder.glob("*.safetensors"))
        return Checkpoint({file.stem: safetensors.torch.load_file(file) for file in files}, state)


def _write(path: Path, content: bytes) -> str:
    """Write and force to the disk; returns the SHA-256, which is computed meanwhile."""
    with ThreadPoolExecutor(1) as beside, path.open("wb") as file:
        digest = beside.submit(hashlib.sha256, content)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return digest.result().hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_sound(folder: Path) -> bool:
    try:
        hashes: dict[str, str] = json.loads((folder / MANIFEST).read_bytes())
        return all(file_digest(folder / name) == digest for name, digest in hashes.items())
    except (OSError, ValueError):
        return False
