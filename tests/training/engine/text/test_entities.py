"""Entities by the rules of seqeval: its documented cases, and files as CoNLL has them."""

import numpy as np
import pyarrow as pa
import pytest

from engine.conll import read_conll
from engine.entities import count_entities, entities
from engine.faults import JobFault
from engine.matches import by_kind, micro


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("B-PER I-PER O B-LOC", [("PER", 0, 1), ("LOC", 3, 3)]),  # the example of seqeval's get_entities
        ("I-PER I-PER O", [("PER", 0, 1)]),  # an I- that continues nothing begins one
        ("B-PER I-LOC", [("PER", 0, 0), ("LOC", 1, 1)]),
        ("B-PER B-PER", [("PER", 0, 0), ("PER", 1, 1)]),
        ("O I-MISC I-MISC B-MISC", [("MISC", 1, 2), ("MISC", 3, 3)]),
        ("S-PER B-LOC I-LOC E-LOC I-LOC", [("PER", 0, 0), ("LOC", 1, 3), ("LOC", 4, 4)]),
        ("B-a-b I-a-b", [("a-b", 0, 1)]),
        ("O O", []),
    ],
)
def test_entities_are_read_from_tags(tags, found):
    assert entities(tags.split()) == found


def test_the_example_of_seqeval_has_its_figures():
    """README of seqeval: f1 0.50; MISC 0.00, PER 1.00."""
    true = [["O", "O", "O", "B-MISC", "I-MISC", "I-MISC", "O"], ["B-PER", "I-PER", "O"]]
    said = [["O", "O", "B-MISC", "I-MISC", "I-MISC", "I-MISC", "O"], ["B-PER", "I-PER", "O"]]
    counts = count_entities(true, said, ["MISC", "PER"])

    f1, precision, recall = micro(lambda counts: counts, 2)

    assert (f1.value(counts), precision.value(counts), recall.value(counts)) == (0.5, 0.5, 0.5)
    misc, per = by_kind(counts, ["MISC", "PER"], seed=1)
    assert (misc["f1"][0], misc["rows"], per["f1"][0], per["rows"]) == (0.0, 1, 1.0, 1)


def test_figures_resample_whole_sentences():
    counts = np.zeros((2, 1, 3))
    counts[0, 0], counts[1, 0] = (1, 1, 1), (0, 0, 4)

    f1, _, recall = micro(lambda counts: counts, 2)

    assert recall.value(counts) == 1 / 5
    assert f1.interval(counts, seed=1)[1:] == (0.0, 1.0)  # both sentences may be the same one


def read(tmp_path, content: str) -> pa.Table:
    path = tmp_path / "wiki.conll"
    path.write_text(content)
    return read_conll(path)


def test_conll_files_have_a_row_for_each_sentence(tmp_path):
    table = read(tmp_path, "-DOCSTART- O\n\nAnn\tB-person\nlaughs\tO\n\n\nOslo NNP B-NP B-place\r\n# O")

    assert table.column("tokens").to_pylist() == [["Ann", "laughs"], ["Oslo", "#"]]
    assert table.column("tags").to_pylist() == [["B-person", "O"], ["B-place", "O"]]


def test_a_line_without_a_tag_is_refused_with_its_number(tmp_path):
    with pytest.raises(JobFault) as fault:
        read(tmp_path, "Ann\tB-person\nlaughs\n")

    assert str(fault.value) == "Line 2 of wiki.conll has no tag."
