"""JSON and JSON Lines are read a document at a time, and a fault says its row and line."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from catalog.formats import FormatError

ROWS = [{"text": f"the pümp {i} runs\nwell", "label": "wear" if i % 2 else "heat"} for i in range(20)]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (LINES, "rows.jsonl"),
        (LINES, "rows.json"),
        (LINES.replace("\n", "\n\n"), "rows.ndjson"),
        (json.dumps(ROWS), "rows.json"),
        (json.dumps(ROWS, indent=2), "rows.json"),
        (json.dumps({"version": 1, "data": ROWS}, indent=2), "rows.json"),
        (json.dumps({"data": ROWS, "more": {"a": [1]}}), "rows.json"),
        (LINES.encode("utf-16"), "rows.jsonl"),
        (b"\xef\xbb\xbf" + json.dumps(ROWS).encode(), "rows.json"),
    ],
)
def test_rows_are_read_however_they_are_written(bring, content, name):
    brought = bring(content, name)

    assert brought.rows == ROWS
    assert brought.schema.shape == "texts"
    assert brought.schema.classes == {"heat": 10, "wear": 10}


def test_a_list_that_is_longer_than_what_is_held_is_read_to_its_end(bring):
    rows = [{"n": i, "text": "x" * 1000} for i in range(4000)]

    assert [row["n"] for row in bring(json.dumps(rows, indent=1), "rows.json").rows] == list(range(4000))


def test_kinds_are_those_of_the_values(bring):
    row = {
        "n": 1,
        "x": 0.5,
        "on": True,
        "at": "2024-02-29T10:00:00",
        "words": ["a", "b"],
        "more": {"a": [1]},
        "no": None,
    }
    brought = bring("".join(json.dumps(row) + "\n" for _ in range(3)), "rows.jsonl")

    assert list(brought.kinds.values()) == ["integer", "number", "boolean", "timestamp", "list", "text", "text"]
    at = datetime(2024, 2, 29, 10)  # noqa: DTZ001  # the file says no zone
    assert brought.rows[0] == {**row, "at": at, "more": '{"a": [1]}'}


def test_a_field_that_comes_late_and_a_value_of_another_kind_are_kept(bring):
    early = '{"n": 1}\n' * 3000
    brought = bring(early + '{"n": "many", "late": 2}\n', "rows.jsonl")

    assert brought.rows[-1] == {"n": "many", "late": 2}
    assert brought.repaired[0].startswith("rows.jsonl, row 3001, column “n”: “many” is no whole number")


@pytest.mark.parametrize(
    "row",
    [
        {"messages": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]},
        {"conversations": [{"from": "human", "value": "Why?"}, {"from": "gpt", "value": "So."}]},
    ],
)
def test_chats_of_either_kind_are_read_alike(bring, row):
    brought = bring((json.dumps(row) + "\n") * 5, "chats.jsonl")

    assert brought.schema.shape == "chats"
    (messages,) = brought.rows[0].values()
    assert messages == [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}]


def test_instructions_are_chats(bring):
    row = {"instruction": "Name a pump.", "input": "", "output": "A gear pump."}

    brought = bring((json.dumps(row) + "\n") * 5, "tasks.jsonl")

    assert brought.schema.shape == "chats"
    assert brought.roles == {"instruction": "prompt", "input": "context", "output": "answer"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[]", "rows.json holds no list of objects."),
        ("[1, 2]", "rows.json holds no list of objects."),
        ('[{"a": 1}, {"a": 2', "rows.json, row 2 (line 1), character 19: this is not JSON"),
        ('[{"a": 1}\n {"a": 2}]', "rows.json, row 1 (line 2)"),
        ('[{"a": 1}] trailing', "Something follows after the end"),
        ('[{"a": 1}, 2]', "rows.json, row 2: a row has to be an object"),
        ('[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]", "rows.json, row 1 (line 1): lists and objects stand in one"),
        ('[{"a": ' + '{"b":' * 50_000 + "1" + "}" * 50_000 + "}]", "lists and objects stand in one another too deeply"),
        ('[{"a": "' + "x" * (9 << 20) + '"}]', "rows.json, row 1 (line 1): the row is longer than 2 MB."),
        ('[{"a": ' + "9" * 5000 + "}]", "rows.json, row 1 (line 1)"),
        ('[{"a": "\\ud800"}, {"a": "b"}]', "rows.json, row 1, column “a”: the value holds half a letter (\\ud800)."),
        ('[{"a": "x"}, {"a": "b\\u0000c"}]', "rows.json, row 2, column “a”: the value holds a NUL character."),
    ],
)
def test_each_fault_of_a_list_says_where_it_stands(refused, content, sentence):
    assert any(sentence in fault for fault in refused(content, "rows.json")), refused(content, "rows.json")


def test_lists_and_objects_are_no_labels(bring, refused):
    rows = [{"text": f"the pump number {n} runs", "label": {"x": n % 2}} for n in range(12)]
    content = "".join(json.dumps(row) + "\n" for row in rows)

    assert bring(content, "rows.jsonl").roles == {"text": "text"}
    with pytest.raises(FormatError, match="no_label"):
        bring(content, "rows.jsonl", correct=labelled)


def labelled(guess):
    columns = [replace(each, role="label") if each.name == "label" else each for each in guess.columns]
    return replace(guess, columns=columns)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{"text": "cut', "rows.jsonl, row 21 (line 21), character 10: this is not JSON"),
        ("[1]", "rows.jsonl, row 21: a row has to be an object"),
        ("[" * 100_000, "rows.jsonl, row 21 (line 21): lists and objects stand in one another too deeply"),
        ('{"text": "' + "x" * (9 << 20) + '"}', "rows.jsonl, row 21 (line 21): the row is longer than 2 MB."),
        (b'{"text": "\xff"}', "rows.jsonl, row 21 (line 21): this is not written in UTF-8."),
        ('{"text": "\\ud800", "label": "x"}', "rows.jsonl, row 21, column “text”: the value holds half a letter"),
    ],
)
def test_each_fault_of_lines_says_where_it_stands(refused, line, sentence):
    content = LINES.encode() + (line if isinstance(line, bytes) else line.encode())

    assert any(sentence in fault for fault in refused(content, "rows.jsonl")), refused(content, "rows.jsonl")
