"""What changed between two versions: word by word, clause by clause, and nothing lost on either side."""

import pytest

from agreements.pages.redline import pieces, redline
from agreements.rendering import Clause, Text

PAIRS = [
    ("Halvard may read it for 30 days.", "Halvard may read it for 45 days."),
    ("It ends on 31 December 2026.", "It ends on 30 November 2027, and is reviewed."),
    ("提供方可在30天内阅读手稿。", "提供方可在45天内先行阅读手稿。"),
    ("", "All of it is new."),
    ("All of it goes.", ""),
    ("a b c d", "d c b a"),
    ("A  line\nand another_one – with “marks” & <b>", "Another line, and another_one"),
]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_both_texts_can_be_read_back_from_a_redline(before, after):
    told = pieces(before, after)

    assert "".join(one.text for one in told if one.kind != "added") == before
    assert "".join(one.text for one in told if one.kind != "removed") == after


def test_words_change_as_a_whole_and_neighbours_together():
    assert pieces(*PAIRS[1]) == (
        ("same", "It ends on "),
        ("removed", "31 December 2026"),
        ("added", "30 November 2027, and is reviewed"),
        ("same", "."),
    )


def test_chinese_changes_by_character():
    assert [one.text for one in pieces(*PAIRS[2]) if one.kind == "added"] == ["45", "先行"]


def clauses(*told):
    numbered = enumerate(told, start=1)
    return Text("Title", "Preamble", tuple(Clause(title, text, keeper, (), n) for n, (title, text, keeper) in numbered))


def test_a_clause_is_known_by_its_title_when_numbers_shift():
    before = clauses(("Law", "Swiss law.", "text"), ("End", "In 2026.", "software"))
    after = clauses(("Start", "Now.", "software"), ("Law", "Swiss law.", "text"), ("End", "In 2027.", "software"))

    assert [(change.kind, change.number, change.title) for change in redline(before, after)] == [
        ("added", 1, "Start"),
        ("changed", 3, "End"),
    ]


def test_who_keeps_a_clause_is_a_change_too():
    told = redline(clauses(("Law", "Swiss law.", "people")), clauses(("Law", "Swiss law.", "software")))

    assert [(change.keeper_before, change.keeper) for change in told] == [("people", "software")]


def test_what_reads_as_before_is_not_told():
    assert redline(clauses(("Law", "Swiss law.", "text")), clauses(("Law", "Swiss law.", "text"))) == []
