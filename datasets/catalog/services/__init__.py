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
from catalog.tables import check_table

__all__ = [
    "add_dataset",
    "add_dataset_version",
    "check_table",
    "materialise",
    "materialise_pictures",
    "preview_rows",
    "rows_of",
    "stream_file",
]
