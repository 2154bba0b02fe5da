"""The next version of a dataset is what the one before was: its shape, its columns' kinds, and what they are for."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from PIL import Image
from tests.reading import work_off

from catalog.fault_words import tell
from catalog.services.ingestions import confirm_ingestion


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def chats(start):
    said = [{"role": "user", "content": "Which bearing?"}, {"role": "assistant", "content": "The left one."}]
    return lines({"messages": said, "hall": n} for n in range(start, start + 6))


def series(start):
    rows = "".join(f"2024-01-01 {n:02d}:00,m{n % 2},{n}.5,{n * 2},{n}\n" for n in range(start, start + 12))
    return f"time,machine,temperature,pressure,hours\n{rows}"


def tagged(start):
    return "".join(f"Anna{n}\tB-person\nruns\tO\n\n" for n in range(start, start + 6))


def pictures(start):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for n in range(start, start + 6):
            picture = io.BytesIO()
            Image.new("L", (6, 6), n).save(picture, "PNG")
            archive.writestr(f"{'crack' if n % 2 else 'free'}/{n}.png", picture.getvalue())
    return made.getvalue()


def codes(start):
    rows = "".join(f"{n},{n % 3},a note that is written about {n}\n" for n in range(start, start + 12))
    return f"code,class,note\n{rows}"


SHAPES = {
    "chats": ("chats.jsonl", chats, {}),
    "series": ("series.csv", series, {"temperature": ("number", "value"), "pressure": ("number", "target")}),
    "tagged": ("tags.txt", tagged, {}),
    "pictures": ("pictures.zip", pictures, {"label": ("text", "group")}),
    "table": ("codes.csv", codes, {"code": ("text", "group"), "class": ("text", ""), "note": ("text", "")}),
}


def told(version):
    return version.shape, [(each["name"], each["kind"], each["role"]) for each in version.columns]


def _corrected(column, kind, role):
    return replace(column, kind=kind, role=role)


@pytest.fixture
def first(bring, steward):
    """Brings the first version of a shape, as a person has corrected it."""

    def brought(shape):
        name, made, corrected = SHAPES[shape]
        draft = bring(made(0), by=steward, name=name, confirm=False)
        columns = [
            _corrected(each, *corrected.get(each.name, (each.kind, each.role))) for each in draft.guessed.columns
        ]
        confirm_ingestion(draft, replace(draft.guessed, shape=shape, columns=columns), by=steward)
        return work_off().version

    return brought


@pytest.mark.parametrize("shape", SHAPES)
def test_the_next_version_is_of_the_same_shape_with_the_same_columns(shape, first, bring, steward):
    before = first(shape)
    name, made, _ = SHAPES[shape]

    after = bring(made(7), by=steward, name=name, dataset=before.dataset).version

    assert after.version.number == 2
    assert told(after) == told(before)


def test_columns_that_are_told_leave_the_others_as_they_were(bring, steward):
    rows = "".join(f"2024-01-{n + 1:02d},a note that is written about {n},{n % 2},m{n % 3},{n}\n" for n in range(12))
    bring("day,note,class,machine,age\n" + rows, by=steward, roles={"text": "note", "label": "class"}, confirm=False)

    assert told(work_off().version) == (
        "texts",
        [
            ("day", "date", ""),
            ("note", "text", "text"),
            ("class", "text", "label"),
            ("machine", "text", "group"),
            ("age", "integer", ""),
        ],
    )


def test_a_picture_is_no_text_to_be_told(bring, steward):
    draft = bring(pictures(0), by=steward, name="set.zip", roles={"text": "picture", "label": "label"}, confirm=False)

    assert draft.state == "faulty"
    assert tell(draft.found_faults[0]).startswith("set.zip, column “picture”: its kind is “picture”, and a model reads")
