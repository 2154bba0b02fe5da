"""Tables of texts are read as programs write them, and what is wrong is said by row, line and column."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from catalog.formats import FormatError, inspect

GOOD = "note,fault\n" + "".join(f"the pump number {i} runs,{'wear' if i % 2 else 'heat'}\n" for i in range(8))


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace(",", "|"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        "sep=;\n" + GOOD.replace(",", ";"),
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        GOOD.encode("utf-32"),
        GOOD + "\n\n",
    ],
)
def test_a_table_is_read_whatever_program_wrote_it(bring, content):
    brought = bring(content)

    assert brought.schema.classes == {"heat": 4, "wear": 4}
    assert brought.roles == {"note": "text", "fault": "label"}
    assert brought.rows[0] == {"note": "the pump number 0 runs", "fault": "heat"}


@pytest.mark.parametrize("sign", ["；", "e", "\\", '"'])
def test_what_is_no_sign_of_ascii_separates_nothing(refused, sign):
    assert refused(f"sep={sign}\n{GOOD}") == [
        f"rows.csv: “{sign}” can't separate values. Separate them by one sign as a comma, a semicolon or a tab."
    ]


def test_the_beginning_of_a_long_line_tells_its_encoding(bring):
    line = "水泵坏了修好了" * 200_000  # 4.2 MB, of which a reader meets pieces

    assert bring(f"a{line}\nb\n", "notes.txt").rows[0]["text"] == f"a{line}"


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "cp1252", "utf-16"])
def test_texts_in_another_encoding_are_read_right(bring, encoding):
    text = "酒店的房間很乾淨也很安靜" if encoding != "cp1252" else "Die Tür schließt übermäßig schwer – prüfen"
    rows = "".join(f"{text} {i},{'good' if i % 2 else 'bad'}\n" for i in range(30))

    brought = bring(f"text,label\n{rows}".encode(encoding))

    assert brought.rows[3]["text"] == f"{text} 3"


def test_an_encoding_that_is_not_seen_at_the_beginning_is_found(bring):
    plain = "".join(f"plain {i} text is here,a\n" for i in range(30_000))

    assert bring(f"text,label\n{plain}{'水泵坏了需要修理' * 30},b\n".encode("gb18030")).guess.encoding == "gb18030"


def test_kinds_are_kept(bring):
    brought = bring(
        "code,count,part,on,day,at,when,gone\n"
        "007,5,1.5,true,2024-02-29,2024-02-29T10:00:00,2024/2/29 9:05,\n"
        "012,-3,.5,false,2024-03-01,2024-03-01 11:30,2024/03/01 10:00,\n"
    )

    assert brought.kinds["code"] == "text"
    assert brought.rows[0] == {
        "code": "007",
        "count": 5,
        "part": 1.5,
        "on": True,
        "day": date(2024, 2, 29),
        "at": datetime(2024, 2, 29, 10),  # noqa: DTZ001  # the file says no zone
        "when": datetime(2024, 2, 29, 9, 5),  # noqa: DTZ001
        "gone": None,
    }
    assert [column.missing for column in brought.schema.columns] == [0, 0, 0, 0, 0, 0, 0, 2]


def test_commas_in_numbers_are_read_where_semicolons_separate(bring):
    assert bring("a;b\n1,5;x\n2,25;y\n").rows[1] == {"a": 2.25, "b": "y"}


def test_what_stands_for_nothing_among_numbers_is_missing_and_namibia_is_not(bring):
    rows = bring("country,age\nNA,?\nNL,30\nNA,41\n").rows

    assert [row["age"] for row in rows] == [None, 30, 41]
    assert [row["country"] for row in rows] == ["NA", "NL", "NA"]


def test_a_table_without_names_gets_some(bring):
    brought = bring("".join(f"a film of {i} hours that went on,{'bad' if i % 2 else 'good'}\n" for i in range(9)))

    assert brought.schema.rows == 9
    assert list(brought.rows[0]) == ["column_1", "column_2"]
    assert brought.repaired == []


def test_columns_without_a_name_or_with_the_same_are_named_and_said(bring):
    brought = bring("id,,id\n1,a,b\n2,c,d\n")

    assert list(brought.rows[0]) == ["id", "column_2", "id_2"]
    assert brought.repaired == [
        "rows.csv, first line: column 2 has no name and is called “column_2”.",
        "rows.csv, first line, column 3: a column before it is called “id” too, so it is called “id_2”.",
    ]


def test_row_names_without_a_name_of_their_own_become_a_column(bring):
    assert bring("a,b\n1,2,3\n2,3,4\n").rows[0] == {"column_1": 1, "a": 2, "b": 3}


@pytest.mark.parametrize(
    ("late", "kind", "sentence"),
    [
        ("1.5", "number", None),
        (
            "unknown",
            "text",
            "rows.csv, row 30001, column “age”: “unknown” is no whole number, so the column",
        ),
    ],
)
def test_a_value_far_down_that_is_of_another_kind_widens_its_column(bring, late, kind, sentence):
    brought = bring("name,age\n" + "somebody of the works who has a long name,30\n" * 30_000 + f"somebody,{late}\n")

    assert brought.kinds["age"] == kind
    assert brought.schema.rows == 30_001
    assert [repaired.startswith(sentence) for repaired in brought.repaired] == ([True] if sentence else [])


def test_what_a_person_knows_of_the_dialect_or_encoding_counts_more(put):
    path = put("a;b,c\n1;2,3\n4;5,6\n", "rows.csv")

    assert [column.name for column in inspect(path, name="rows.csv", dialect={"delimiter": ";"}).columns] == [
        "a",
        "b,c",
    ]
    assert inspect(path, name="rows.csv", dialect={"header": False}).columns[0].name == "column_1"
    assert inspect(path, name="rows.csv", encoding="big5").encoding == "big5"
    with pytest.raises(FormatError):
        inspect(path, name="rows.csv", encoding="base64")


def test_a_person_may_correct_what_was_guessed(bring):
    def correct(guess):
        return replace(guess, dialect={**guess.dialect, "header": False})

    assert bring("yes,no\nno,yes\nmaybe,no\n", correct=correct).schema.rows == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "rows.csv is empty."),
        ("note,fault\n", "rows.csv names its columns but has no rows below them."),
        (GOOD + "ragged\n", "rows.csv, row 9 (line 10): it has 1 values, but there are 2 columns."),
        (GOOD + "too,many,values\n", "rows.csv, row 9 (line 10): it has 3 values, but there are 2 columns."),
        (GOOD + "\n\nragged\n", "rows.csv, row 9 (line 12)"),
        (GOOD + "nu\0l,wear\n", "rows.csv, row 9 (line 10), column “note”: the value holds a NUL character."),
        (GOOD + 'open,"wear\n', "rows.csv, row 9 (line 10): the quotation marks don't match."),
        (GOOD + 'worn,"open\n' + GOOD, "rows.csv, row 9 (line 19): the quotation marks don't match."),
        (GOOD + 'worn,"open\n' + GOOD + 'worn,"again\n', "the quotation marks don't match."),
        (GOOD.encode() + "müde,wear\n".encode("latin-1") + "müde 水泵,x\nmüde,y\n".encode(), "not written in utf-8"),
        (GOOD.encode("utf-16") + b"x", "row 9"),
        ("note,n\xfc\n".encode("latin-1") + "水泵,1\n水泵,2\n水泵,2\n".encode(), "first line, column “2”"),
        (GOOD + f'"{"x" * (9 << 20)}",wear\n', "rows.csv, row 9 (line 10): the row is longer than 2 MB."),
        (",".join(f"c{i}" for i in range(10_001)) + "\n" + "1," * 10_000 + "1\n", "there are 10001 columns"),
    ],
)
def test_each_fault_says_where_it_stands(refused, content, sentence):
    assert any(sentence in fault for fault in refused(content)), refused(content)


def test_of_many_faults_the_first_are_said_and_the_rest_counted(refused):
    sentences = refused(GOOD + "ragged\n" * 50)

    assert len(sentences) == 21
    assert sentences[-1].endswith("more places are as wrong. Mend these first, then bring the file again.")
