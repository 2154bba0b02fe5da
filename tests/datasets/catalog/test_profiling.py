"""What a profile says of a table."""

import io
import math
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from catalog.profiling import opened, profile, report_on
from catalog.profiling.labels import doubted_labels


@pytest.fixture
def table(tmp_path):
    rows = {
        'the "age"': [30, 41, None, 30],
        "text": ["水泵", "a long one", "", "水泵"],
        "day": [date(2024, 1, 1), date(2023, 1, 1), None, date(2024, 1, 1)],
        "words": [["a"], ["b", "c"], None, ["a"]],
    }
    pq.write_table(pa.table(rows), tmp_path / "data.parquet")
    return tmp_path / "data.parquet"


def test_ranges_lengths_and_what_is_missing_are_told_by_column(table):
    age, text, day, words = profile(table).columns

    assert (age.missing, age.distinct, age.minimum, age.maximum, age.mean) == (1, 2, "30", "41", pytest.approx(101 / 3))
    assert (text.missing, text.shortest, text.longest, text.mean_length) == (0, 0, 10, 3.5)
    assert (day.minimum, day.maximum) == ("2023-01-01", "2024-01-01")
    assert (words.missing, words.minimum) == (1, None)


def test_rows_that_equal_one_before_are_counted(table):
    assert (profile(table).rows, profile(table).duplicates) == (4, 1)


def test_nothing_but_the_table_is_reached(table, tmp_path):
    (tmp_path / "other.csv").write_text("a\n1\n")

    with opened(table) as connection:
        for query in (f"SELECT * FROM '{tmp_path}/other.csv'", f"COPY rows TO '{tmp_path}/out.csv'", "INSTALL httpfs"):
            with pytest.raises(duckdb.Error):
                connection.execute(query)
        assert connection.execute("SELECT count(*) FROM rows").fetchone() == (4,)


def test_how_columns_are_spread_is_counted_or_told_by_their_values(tmp_path):
    columns = {
        "size": [*map(float, range(28)), math.nan, math.inf],
        "fault": ["wear"] * 20 + ["le\0ak"] * 10,
        "Fault": [f"{'x' * at} {at}" for at in range(30)],
        "when": [date(2026, 1, 1 + at) for at in range(30)],
    }
    pq.write_table(pa.table(columns), tmp_path / "data.parquet")

    size, fault, other, when = profile(tmp_path / "data.parquet").columns

    assert (size.maximum, size.mean, size.spread) == ("27.0", 13.5, [2] * 14)  # what is no number has no place
    assert (fault.distinct, fault.values) == (2, [("wear", 20), ("le�ak", 10)])
    assert (other.name, other.values, sum(other.spread)) == ("Fault", None, 30)
    assert (when.minimum, sum(when.spread), when.spread[-1]) == ("2026-01-01", 30, 3)


def test_gaps_in_series_are_found_and_their_lines_drawn(gauges, read_in, tmp_path):
    path, columns, _album = read_in(gauges)

    told = report_on(path, columns, tmp_path)["series"]

    assert (told["series"], told["usual_step"], told["gaps"], told["repeated"]) == (2, 3600, 1, 0)
    assert told["longest_step"] == 25 * 3600
    assert [(line["name"], len(line["points"])) for line in told["lines"]] == [("north", 96), ("south", 72)]


def test_of_many_values_the_one_to_be_predicted_is_drawn(tmp_path):
    columns = [{"name": "at", "kind": "integer", "role": "time"}]
    columns += [{"name": name, "kind": "number", "role": "target" if name == "e" else "value"} for name in "abcde"]
    steps = [float(step) for step in range(9)]
    pq.write_table(pa.table({"at": range(9)} | dict.fromkeys("abcde", steps)), tmp_path / "data.parquet")

    told = report_on(tmp_path / "data.parquet", columns, tmp_path)["series"]

    assert [line["name"] for line in told["lines"]] == ["e", "a", "b", "c"]


def test_pictures_are_told_and_have_small_copies_by_their_rows(scans, read_in, tmp_path):
    path, columns, album = read_in(scans)

    told = report_on(path, columns, tmp_path, album)["pictures"]
    copies = pq.read_table(tmp_path / "small.parquet")["small"].to_pylist()

    assert (told["pictures"], told["unreadable"], told["formats"]) == (31, 0, {"PNG": 31})
    assert told["modes"] == {"RGB": 30, "I;16": 1}
    assert told["sides"] == {"width": [64, 64, 320], "height": [48, 48, 200]}
    assert len(copies) == 32  # one stands there twice
    assert max(max(Image.open(io.BytesIO(copy)).size) for copy in copies) == 160


def test_a_tag_is_doubted_where_its_token_has_another_elsewhere(tmp_path):
    parts, places = ("pump", "fan", "drive"), ("hall", "line")
    words = [["The", parts[at % 3], "of", places[at % 2], str(at), "stopped"] for at in range(60)]
    tags = [["O", "B-part", "O", "B-place", "I-place", "O"] for _ in words]
    tags[21][1] = "O"
    pq.write_table(pa.table({"tokens": words, "tags": tags}), tmp_path / "data.parquet")
    columns = [{"name": name, "kind": "list", "role": name} for name in ("tokens", "tags")]

    told = doubted_labels(tmp_path / "data.parquet", columns)

    of = ("row", "place", "token", "label", "likelier")
    assert [told["told"][0][name] for name in of] == [22, 2, "pump", "O", "B-part"]


def test_a_series_is_doubted_that_runs_like_those_of_another_class(tmp_path):
    steps = [(f"m{machine:02}", step, machine, step * (1 + machine % 2)) for machine in range(20) for step in range(30)]
    rows = {
        "machine": [name for name, *_ in steps],
        "at": [step for _, step, *_ in steps],
        "speed": [float(value) + machine / 10 for _, _, machine, value in steps],
        "state": ["fast" if machine % 2 or machine == 6 else "slow" for _, _, machine, _ in steps],
    }
    pq.write_table(pa.table(rows), tmp_path / "data.parquet")
    roles = {"machine": "text group", "at": "integer time", "speed": "number value", "state": "text label"}
    columns = [dict(zip(("name", "kind", "role"), (name, *told.split()), strict=True)) for name, told in roles.items()]

    told = doubted_labels(tmp_path / "data.parquet", columns)

    assert told["rows"] == 20
    assert (told["told"][0]["series"], told["told"][0]["likelier"]) == ("m06", "slow")
    assert doubted_labels(tmp_path / "data.parquet", columns[1:]) is None  # steps alone say little
