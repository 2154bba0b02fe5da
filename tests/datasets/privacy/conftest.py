"""A table of the company's with personal data in it, that came in as on a site that looks for it."""

import io

import pytest

from catalog.services import add_dataset

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
