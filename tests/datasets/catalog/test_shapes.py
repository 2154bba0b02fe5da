"""Datasets of every shape have their page, and those whose columns are of a known use are offered to jobs."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from agreements.models import Asset
from agreements.services.assets import add_version, register_asset
from catalog.formats import Column, Schema
from catalog.models import Dataset
from catalog.parquet import read_rows
from catalog.services.versions import keep_files, show_version

CHAT = [{"role": "user", "content": "Which bearing?"}, {"role": "assistant", "content": "The left one."}]
SHAPES = {
    "table": ({"age": [51, 3], "name": [None, "x"]}, {}, "51"),
    "pairs": ({"a": ["one text"], "b": ["its pair"]}, {"a": "text", "b": "second"}, "its pair"),
    "tagged": (
        {"words": [["Anna", "Berg", "left"]], "tags": [["B-PER", "I-PER", "O"]]},
        {"words": "tokens", "tags": "tags"},
        "B-PER",
    ),
    "raw": ({"text": ["A line of a book."]}, {"text": "text"}, "A line of a book."),
    "pictures": ({"picture": ["a/1.png"], "label": ["tabby"]}, {"picture": "picture", "label": "label"}, "tabby"),
    "boxes": (
        {"picture": ["1.png"], "boxes": [[{"x": 1.0, "label": "car"}]]},
        {"picture": "picture", "boxes": "boxes"},
        "label: car",
    ),
    "series": ({"time": ["2026-01-01"], "value": [0.5]}, {"time": "time", "value": "value"}, "0.5"),
    "chats": ({"messages": [CHAT]}, {"messages": "messages"}, "The left one."),
}


@pytest.fixture
def version_of(steward, tmp_path):
    """Shows a version of these values."""

    def show(shape, values, roles):
        pq.write_table(pa.table(values), tmp_path / "data.parquet")
        (tmp_path / "came").write_bytes(b"as it came")
        columns = [Column(name, "text", roles.get(name, "")) for name in values]
        schema = Schema(shape, columns, len(next(iter(values.values()))), {}, [])
        owner = steward.organization
        asset = register_asset(Asset.Kind.DATASET, name=f"Of {shape}", owner=owner, openness="described")
        Dataset.objects.create(asset=asset, created_by=steward.user)
        with keep_files(owner, tmp_path / "came", tmp_path, name="came", schema=schema) as kept:
            return show_version(kept, add_version(asset, kept.data.sha256))

    return show


@pytest.mark.parametrize("shape", SHAPES)
def test_a_dataset_of_each_shape_has_its_page(shape, version_of, client_for, steward):
    values, roles, shown = SHAPES[shape]

    page = client_for(steward).get(version_of(shape, values, roles).dataset.get_absolute_url()).content.decode()

    assert shown in page
    assert "Train on this" not in page


def test_a_job_is_offered_what_says_of_its_columns_what_they_are_for(
    notes, version_of, client_for, api_for, project, base, steward
):
    table, raw = (version_of(shape, *SHAPES[shape][:2]) for shape in ("table", "raw"))

    form = client_for(steward).get(f"/projects/{project.undertaking.slug}/jobs/new/").content.decode()
    asked = {"project": project.undertaking.slug, "model": base.version.asset.slug, "dataset": table.version.asset.slug}
    refused = api_for(steward).post("/api/v1/jobs/", asked, format="json")

    assert [f"{name}, version" in form for name in ("Plant notes", raw.version.asset.name, "Of table")] == [1, 1, 0]
    assert refused.status_code == 400
    assert "No use of its columns is known" in refused.content.decode()


def test_rows_are_read_from_their_row_groups_in_the_order_asked_for():
    file = io.BytesIO()
    pq.write_table(pa.table({"n": list(range(100))}), file, row_group_size=7)

    assert [(row.index, row.values["n"]) for row in read_rows(file, [99, 0, 14, 13])] == [
        (n, n) for n in (99, 0, 14, 13)
    ]
    with pytest.raises(IndexError):
        read_rows(file, [100])
