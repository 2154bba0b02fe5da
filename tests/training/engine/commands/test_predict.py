"""A job's model says classes of new texts, from files of any length."""

import csv
import json
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.predicting import rows as predicting_rows
from engine.spec import MultiLabelledTexts


def test_new_texts_get_the_classes_that_evaluation_gave(predict, evaluated, finished, data_file):
    code, answers = predict(finished, data_file, "text=note")

    assert code == 0
    assert [answer["row"] for answer in answers] == list(range(120))
    for row, said in evaluated(finished).items():
        assert answers[row]["class"] == finished.results["labels"][said["predicted"]]
        assert answers[row]["confidence"] == pytest.approx(said["confidence"], abs=1e-5)


@pytest.mark.parametrize("chosen", [{"method": "houlsby"}, {"method": "prompt"}, {"head": "attention"}])
def test_adapters_that_are_apart_and_heads_by_choice_are_loaded(do, brief, predict, evaluated, data_file, chosen):
    training = replace(brief.training, epochs=1, head=chosen.get("head", "own"))
    job = do(replace(brief, method=chosen.get("method", "full"), training=training))

    _, answers = predict(job, data_file)

    for row, said in evaluated(job).items():
        assert answers[row]["class"] == job.results["labels"][said["predicted"]]
        assert answers[row]["confidence"] == pytest.approx(said["confidence"], abs=1e-5)


def test_texts_with_several_labels_get_those_that_are_likelier_than_not(do, brief, predict, evaluated, data_file):
    data = MultiLabelledTexts(str(data_file), text="note", label="fault")
    brief = replace(brief, training=replace(brief.training, epochs=1))
    job = do(replace(brief, task="multi-label-classification", data=data))

    _, answers = predict(job, data_file)

    labels = job.results["labels"]
    for row, said in evaluated(job).items():
        assert answers[row]["classes"] == [labels[place] for place in said["predicted"]]


def write_csv(path, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("note", "other"), *((row, "x") for row in rows)])


def write_jsonl(path, rows):
    path.write_text("\n".join(json.dumps({"note": row, "other": 1}) for row in rows))


def write_parquet(path, rows):
    pq.write_table(pa.table({"note": rows, "other": ["x"] * len(rows)}), path)


WRITERS = {"csv": write_csv, "jsonl": write_jsonl, "parquet": write_parquet}


@pytest.mark.parametrize("kind", WRITERS)
def test_long_files_are_read_some_rows_at_a_time(predict, finished, tmp_path, monkeypatch, kind, rows):
    path = tmp_path / f"rows.{kind}"
    texts = [text for text, _ in rows[:20]]
    texts[3] = f'{texts[3]}, "quoted"\nand on'
    WRITERS[kind](path, texts)
    _, whole = predict(finished, path)
    monkeypatch.setattr(predicting_rows, "ROWS", 7)

    assert [len(piece[0]) for piece in predicting_rows.read_pieces(path, ["note"])] == [7, 7, 6]
    _, answers = predict(finished, path)

    assert [answer["class"] for answer in answers] == [answer["class"] for answer in whole]


@pytest.mark.parametrize("kind", WRITERS)
def test_faults_of_the_file_are_found_before_anything_is_written(predict, finished, tmp_path, capfd, kind):
    path = tmp_path / f"rows.{kind}"
    WRITERS[kind](path, ["pump rattle", " ", "motor", ""])

    code, answers = predict(finished, path)
    assert (code, answers) == (1, None)
    assert f"Row 2 of rows.{kind} has no text in column note (2 such rows in all)." in capfd.readouterr().err

    assert predict(finished, path, "text=colour") == (1, None)
    assert f"rows.{kind} has no column colour." in capfd.readouterr().err

    path.write_bytes(b"")
    assert predict(finished, path) == (1, None)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("rows.csv", b"note,other\na,b\nc\n", "Row 2 of rows.csv has 1 cells where the header has 2."),
        ("rows.csv", b"note\na\n\xff\n", "Line 3 of rows.csv is not UTF-8 text."),
        ("rows.csv", b"note\n", "rows.csv has no rows."),
        ("rows.jsonl", b'{"note": "a"}\n[]\n', "Line 2 of rows.jsonl is not a JSON object."),
        ("rows.jsonl", b'{"note": "\xff"}\n', "Line 1 of rows.jsonl is not UTF-8 text."),
        ("rows.parquet", b"PAR", "rows.parquet cannot be read as Parquet."),
        ("rows.xlsx", b"", "rows.xlsx is in no format that can be read here."),
        (None, b"", "There is no"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_by_row(predict, finished, tmp_path, capfd, name, content, told):
    path = tmp_path / (name or "nothing.csv")
    if name:
        path.write_bytes(content)

    assert predict(finished, path) == (1, None)
    assert told in capfd.readouterr().err


def test_a_text_of_any_length_is_read_and_cut(predict, finished, tmp_path, capfd):
    path = tmp_path / "rows.csv"
    write_csv(path, ["pump rattle " * 20_000, "motor hum"])

    code, answers = predict(finished, path)

    assert (code, len(answers)) == (0, 2)
    assert "1 texts are longer than 16 tokens and were cut." in capfd.readouterr().err


def test_models_for_other_tasks_and_folders_of_no_job_are_refused(predict, finished, data_file, tmp_path, capfd):
    class Other:
        out = tmp_path

    assert predict(Other, data_file) == (1, None)
    assert "results.json" in capfd.readouterr().err

    results = finished.results
    results["recipe"] |= {"task": "image-pretraining", "data": {"path": "x"}}
    (tmp_path / "results.json").write_text(json.dumps(results))
    assert predict(Other, data_file) == (1, None)
    assert "is for image-pretraining, which this command does not do" in capfd.readouterr().err


def test_a_column_that_no_setting_names_is_refused(predict, finished, data_file, capfd):
    assert predict(finished, data_file, "colour=note") == (1, None)
    assert "no setting data.colour" in capfd.readouterr().err
    with pytest.raises(SystemExit):
        predict(finished, data_file, "note")
    with pytest.raises(SystemExit):
        predict(finished, data_file, longest=0)
