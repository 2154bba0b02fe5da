"""What people do with datasets, a file for each subject."""

from catalog.services.datasets import (
    add_dataset,
    add_dataset_version,
    materialise,
    materialise_pictures,
    preview_rows,
    rows_of,
    stream_file,
)
from catalog.services.reading import read_here

__all__ = [
    "add_dataset",
    "add_dataset_version",
    "materialise",
    "materialise_pictures",
    "preview_rows",
    "read_here",
    "rows_of",
    "stream_file",
]
