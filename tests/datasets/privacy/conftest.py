"""A table of the company's with personal data in it, that came in as on a site that looks for it."""

import io
import json
import os
import subprocess
import sys

import pytest

from catalog.services import add_dataset
from work.models import Item
from work.services.claims import take_work

NAME = "Ferdinandine Quackenbush"


def table(*columns, rows=30, name="patients.csv"):
    """A file of these columns, each a function of the row's number."""
    heads = [column.__name__ for column in columns]
    lines = [",".join(heads), *(",".join(column(number) for column in columns) for number in range(rows))]
    file = io.BytesIO("\n".join(lines).encode())
    file.name = name
    return file


def note(number):
    return f"machine {number} grinds"


def fault(number):
    return "leak" if number % 2 else "wear"


def contact(number):
    return f"ana.silva.{number}@clinic.example"


@pytest.fixture
def scanned(settings):
    """What comes in is looked through, and kept until then."""
    settings.PRIVACY_SCAN = True


@pytest.fixture
def patients(scanned, steward):
    file = table(note, fault, contact)
    return add_dataset(name="Patients", file=file, text="note", label="fault", by=steward, openness="members").latest


def done_by_a_child(kind, folder):
    """The next work of a kind, done as a worker does: in a child that knows nothing of the site."""
    lease = take_work(kind.name, "w1")
    item = Item.objects.get(pk=lease.item_id)
    assert kind.authorize([item])[item.pk].allowed
    folder.mkdir()
    order = kind.prepare(item, folder) | {"out": str(folder / "out")}
    child = subprocess.run(
        [*kind.command, "--events-fd", "1", "--parent", str(os.getpid())],
        input=json.dumps(order) + "\n",
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)},
    )
    said = [json.loads(line) for line in child.stdout.splitlines()]
    assert child.returncode == 0, child.stderr or said
    assert [line["ev"] for line in said] == ["ready", "done"]
    return kind.accept(lease, folder / "out")
