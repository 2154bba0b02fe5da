"""The files train.csv, validation.csv and test.csv of a folder as one, parts.parquet, with the column `part`."""

import sys
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

PARTS = ("train", "validation", "test")


def join_parts(folder: Path) -> pa.Table:
    """The rows of all three files, each with its part."""
    several_lines = csv.ParseOptions(newlines_in_values=True)
    tables = [csv.read_csv(folder / f"{part}.csv", parse_options=several_lines) for part in PARTS]
    named = [
        table.append_column("part", pa.array([part] * len(table))) for part, table in zip(PARTS, tables, strict=True)
    ]
    return pa.concat_tables(named, promote_options="permissive")  # a number of one part can be whole in another


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    parquet.write_table(join_parts(folder), folder / "parts.parquet")
