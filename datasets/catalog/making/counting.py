"""What there is to know of a table that was made: missing values by column, and rows by class."""

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet

MOST_CLASSES = 10_000  # a column with more different values holds no classes


def missing_in(parquet: Path) -> dict[str, int]:
    """How many values each column is without."""
    with pyarrow.parquet.ParquetFile(parquet) as file:
        found = dict.fromkeys(file.schema_arrow.names, 0)
        for batch in file.iter_batches():
            for name in found:
                found[name] += batch.column(name).null_count
    return found


def classes_in(parquet: Path, label: str) -> dict[str, int]:
    """Rows of each class of the column `label`, the largest first; none where it is no column of classes."""
    if label not in pyarrow.parquet.read_schema(parquet).names:
        return {}
    counted = pc.value_counts(pyarrow.parquet.read_table(parquet, columns=[label])[label]).to_pylist()
    found = {str(each["values"]): each["counts"] for each in counted if each["values"] is not None}
    return dict(sorted(found.items(), key=lambda each: -each[1])) if len(found) <= MOST_CLASSES else {}
