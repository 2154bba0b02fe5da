"""Archives (zip, tar): their files, after everything that could harm was refused."""

import stat
import tarfile
import zipfile
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO, cast

from catalog.formats.limits import LARGEST_DIRECTORY_BYTES, MOST_FILES
from catalog.formats.names import check_names
from catalog.formats.schema import Fault, FormatError, fault
from catalog.formats.unpacking import DAMAGE, Unpacked, checked, most_bytes

READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1
OFFICE = ("xl/", "word/", "ppt/")
LARGEST_HEADER_BYTES = 1 << 20
TAR_MARK, TAR_MARK_AT = b"ustar", 257


def members(path: Path, name: str) -> list[Unpacked]:
    """The files in the archive at `path`; none if it is no archive.

    Raises FormatError: it is damaged, a bomb, encrypted, has links, devices, or names that lead elsewhere or collide.
    """
    with path.open("rb") as stream:
        start = stream.read(512)
    try:
        if start.startswith(b"PK"):
            return _in_zip(path, name)
        if start[TAR_MARK_AT : TAR_MARK_AT + 5] == TAR_MARK or (start[:2] == b"\x1f\x8b" and _is_tar_name(name)):
            return _in_tar(path, name)
    except DAMAGE as error:
        raise FormatError([fault("damaged", name)]) from error
    return []


def _is_tar_name(name: str) -> bool:
    return name.lower().endswith((".tar.gz", ".tgz"))


def _in_zip(path: Path, name: str) -> list[Unpacked]:
    with path.open("rb") as stream:
        end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]  # before all of the directory is read
    if end is None:
        raise FormatError([fault("damaged", name)])
    if end[5] > LARGEST_DIRECTORY_BYTES or end[4] > MOST_FILES:
        raise FormatError([fault("too_many_files", name, files=end[4], limit=MOST_FILES)])
    archive = zipfile.ZipFile(path)
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if any(entry.filename.startswith(OFFICE) for entry in entries):
        raise FormatError([fault("office", name)])
    if found := [*_faults(entries, name), *_overlaps(entries, name)]:
        raise FormatError(found)
    total, packed = sum(entry.file_size for entry in entries), path.stat().st_size
    if total > most_bytes(packed):
        raise FormatError([fault("bomb", name)])
    check_names([entry.orig_filename for entry in entries], name)
    return [Unpacked(entry.filename, entry.file_size, partial(_opened, archive, entry)) for entry in entries]


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return checked(archive.open(entry), entry.filename, entry.file_size, exact=True)
    except DAMAGE as error:
        raise FormatError([fault("damaged", entry.filename)]) from error


def _faults(entries: list[zipfile.ZipInfo], name: str) -> Iterator[Fault]:
    for entry in entries:
        mode = entry.external_attr >> 16
        if entry.flag_bits & ENCRYPTED:
            yield fault("encrypted", name, member=entry.filename)
        elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            yield fault("link", name, member=entry.filename)
        elif entry.compress_type not in READ:
            yield fault("packed_otherwise", name, member=entry.filename)


def _overlaps(entries: list[zipfile.ZipInfo], name: str) -> Iterator[Fault]:
    """Files that share their packed bytes, as in Fifield's bomb (WOOT 2019)."""
    for one, other in pairwise(sorted(entries, key=lambda entry: entry.header_offset)):
        if one.header_offset + one.compress_size > other.header_offset:
            yield fault("bomb", name)
            return


class _Bounded(tarfile.TarInfo):
    """A file in a tar whose name does not fill the memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type not in tarfile.REGULAR_TYPES and self.size > LARGEST_HEADER_BYTES:
            raise tarfile.ReadError("a header that is larger than any name")
        return cast("tarfile.TarInfo", super()._proc_member(archive))  # type: ignore[misc]


def _in_tar(path: Path, name: str) -> list[Unpacked]:
    archive = tarfile.open(path, tarinfo=_Bounded)  # noqa: SIM115  # its files are opened later
    limit, total = most_bytes(path.stat().st_size), 0
    entries: list[tarfile.TarInfo] = []
    for entry in archive:
        total += entry.size
        if total > limit:
            raise FormatError([fault("bomb", name)])
        if len(entries) > MOST_FILES:
            raise FormatError([fault("too_many_files", name, files=len(entries), limit=MOST_FILES)])
        if entry.isdir():
            continue
        if not entry.isreg():
            raise FormatError([fault("link", name, member=entry.name)])
        entries.append(entry)
    check_names([entry.name for entry in entries], name)
    return [Unpacked(entry.name, entry.size, partial(_extracted, archive, entry)) for entry in entries]


def _extracted(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    return checked(cast("IO[bytes]", archive.extractfile(entry)), entry.name, entry.size)
