"""What a profile says of a table."""

from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.profiling import opened, profile


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
