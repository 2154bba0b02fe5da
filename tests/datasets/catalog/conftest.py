"""A small dataset of the company's."""

from pathlib import Path

import pytest

import catalog


@pytest.fixture
def plant_notes() -> Path:
    """The notes that travel with the project."""
    return Path(next(iter(catalog.__path__)), "samples", "plant_notes", "notes.csv")
