"""The order to unpack a model that somebody has brought and to look through it (`engine.errands`).

The order is {"path", "name"}. In the folder `out` comes the model as a folder, `model`.
"""

import shutil
from pathlib import Path, PurePosixPath
from typing import Any

from catalog.formats.archives import members
from catalog.formats.schema import FormatError, fault
from catalog.formats.unpacking import Unpacked
from engine.errands import Fault, Say
from registry.reading.agreeing import check_agreement
from registry.reading.folders import look_through

UNREADABLE = "model_unreadable"
FOLDER = "model"
LEFT_OUT = {"__MACOSX", ".DS_Store"}  # what a Mac adds to archives


def warm() -> None:
    """What reads models is imported."""


def do(order: dict[str, Any], out: Path, say: Say) -> None:
    """Unpack the model and look through it.

    Raises:
        Fault: model_unreadable, with what is wrong, file by file.
    """
    try:
        say("phase", phase="unpacking")
        unpack(Path(order["path"]), order["name"], out / FOLDER)
        say("phase", phase="inspecting")
        check_agreement(look_through(out / FOLDER))
    except FormatError as error:
        raise Fault(UNREADABLE, faults=[list(each) for each in error.faults]) from error


def unpack(archive: Path, name: str, folder: Path) -> None:
    """Write the archive's files below `folder`, without the one folder that all of them lie in.

    Raises FormatError: it is no archive, or one that would harm.
    """
    found = [each for each in members(archive, name) if not LEFT_OUT & set(PurePosixPath(each.name).parts)]
    if not found:
        raise FormatError([fault("no_archive", name)])
    within = _common(found)
    for each in found:
        path = folder / PurePosixPath(each.name).relative_to(within)
        path.parent.mkdir(parents=True, exist_ok=True)
        with each.open() as source, path.open("xb") as target:
            shutil.copyfileobj(source, target, 1 << 20)


def _common(found: list[Unpacked]) -> str:
    first = PurePosixPath(found[0].name).parts[0]
    inside = all(len(parts := PurePosixPath(each.name).parts) > 1 and parts[0] == first for each in found)
    return first if inside else ""
