"""The columns that a job learns from."""

from typing import Any

from catalog.models import DatasetVersion
from jobs.specs import FILES

OF_PICTURES = ("picture", "boxes")  # kinds of columns that are read where the data have pictures, and not named
WORDS = (*FILES, "separator", "normal")  # of the data's settings those that name no column


def columns_of(spec: dict[str, Any], dataset: DatasetVersion) -> set[str]:
    """The columns of the dataset that the settings name, one by one or in lists, or that go with its pictures."""
    data = spec["data"]
    named = {name for setting, value in data.items() if setting not in WORDS for name in _listed(value)}
    kinds = {column["name"]: column["kind"] for column in dataset.columns}
    with_pictures = {name for name, kind in kinds.items() if kind in OF_PICTURES} if "images" in data else set()
    return (named & kinds.keys()) | with_pictures


def _listed(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list | tuple) else [value]) if isinstance(each, str)]
