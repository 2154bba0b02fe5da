"""Texts, and what is to be made of each."""

from pathlib import Path

from engine.data import read_parts
from engine.spec import Spec, TextPairs
from engine.split import Parts, normalised, split_rows
from engine.tables import read_table, text_column


def read_pairs(spec: Spec) -> tuple[list[str], list[str], Parts]:
    """Sources, targets and parts of the spec's data; no source is in two parts.

    Raises JobFault: what `read_table` and `split_rows` raise, column_missing, text_empty, part_unknown.
    """
    source = spec.data
    assert isinstance(source, TextPairs)
    path = Path(source.path)
    table = read_table(path)
    sources, targets = (
        text_column(table, name, path.name, empty="text_empty") for name in (source.source, source.target)
    )
    keys = [normalised(text) for text in sources]
    return sources, targets, split_rows(keys, None, spec.split, seed=spec.split_seed, given=read_parts(table, source))
