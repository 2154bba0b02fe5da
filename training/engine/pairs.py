"""Texts, and what is to be made of each."""

from pathlib import Path

from engine.data import read_parts
from engine.gathered import Origin, leave_out, read_gathered
from engine.spec import Spec, TextPairs
from engine.split import Parts, normalised, split_rows
from engine.tables import text_column


def read_pairs(spec: Spec) -> tuple[list[str], list[str], Parts, Origin]:
    """Sources, targets and parts of the spec's data, and which file each is from; no source is in two parts.

    Raises JobFault: what `read_table` and `split_rows` raise, column_missing, text_empty, part_unknown.
    """
    source = spec.data
    assert isinstance(source, TextPairs)
    path, wanted = Path(source.path), [source.source, source.target, source.part]
    table, origin = read_gathered(source, [column for column in wanted if column])
    with origin.naming_files():
        sources, targets = (
            text_column(table, name, path.name, empty="text_empty") for name in (source.source, source.target)
        )
        given = read_parts(table, source)
    keys = [normalised(text) for text in sources]
    parts = split_rows(keys, None, spec.split, seed=spec.split_seed, given=given)
    return sources, targets, leave_out(parts, source, origin.of_source), origin
