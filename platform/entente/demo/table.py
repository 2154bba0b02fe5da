"""The table that the demonstration fine-tunes on: the one that travels with the project, or the newcomer's own."""

from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

import catalog
from catalog.services import read_here
from engine.digests import file_digest
from entente.demo.errors import TableError

ROWS_OF_A_CLASS = 3  # the engine's split puts one in each of its three parts


@dataclass(frozen=True)
class Table:
    """A table and the names under which the demonstration shares it."""

    path: Path
    text: str
    label: str
    dataset: str
    agreement: str
    project: str
    job: str
    description: str
    licence: str


def sample() -> Table:
    """The maintenance notes that travel with the project."""
    return Table(
        path=Path(catalog.__file__).parent / "samples" / "plant_notes" / "notes.csv",
        text="note",
        label="fault",
        dataset="Plant maintenance notes",
        agreement="Maintenance notes 2026",
        project="Reading the shop floor",
        job=_("Fault notes"),
        description=_(
            "Notes of fitters and operators, each with the fault that was found. "
            "Written for this demonstration; they come from no real plant."
        ),
        licence="CC0-1.0",
    )


def own(path: Path, *, text: str, label: str) -> Table:
    """The newcomer's own table, checked before anything is written.

    Raises:
        TableError: what is wrong, with file, row and column.
    """
    try:
        with read_here(path, {"text": text, "label": label}) as read:
            classes = read.schema.classes
    except OSError as fault:
        raise TableError(_("%(path)s can't be read: %(fault)s.") % {"path": path, "fault": fault.strerror}) from fault
    except ValidationError as fault:
        raise TableError("\n".join(fault.messages)) from fault
    if wrong := _wrong_classes(classes, {"name": path.name, "column": label}):
        raise TableError(wrong)
    name = f"{path.stem} {file_digest(path)[:6]}"  # another content under the same name is another dataset
    return Table(
        path=path,
        text=text,
        label=label,
        dataset=name,
        agreement=_("Use of %(name)s") % {"name": name},
        project=_("Learning from %(name)s") % {"name": name},
        job=_("First run on %(name)s") % {"name": name},
        description=_("A table of your own, brought to the demonstration."),
        licence="",
    )


def _wrong_classes(classes: dict[str, int], where: dict[str, str]) -> str:
    """Why nothing can be learned from these classes, each with its rows; nothing where it can."""
    if len(classes) < 2:
        words = _("%(name)s, column “%(column)s”: every row says “%(label)s”. Add rows of at least one other class.")
        return words % {**where, "label": next(iter(classes), "")}
    label, rows = min(classes.items(), key=lambda each: each[1])
    if rows >= ROWS_OF_A_CLASS:
        return ""
    words = _(
        "%(name)s, column “%(column)s”: “%(label)s” has %(rows)s rows, and a class needs at least %(needed)s. "
        "Add rows of this class, or give its rows another label."
    )
    return words % {**where, "label": label, "rows": rows, "needed": ROWS_OF_A_CLASS}
