"""`docs/engine.md` and the code say the same."""

import dataclasses
from pathlib import Path

import pytest

from engine.messages import FAULTS
from engine.spec import ARCHITECTURES, METHODS, TASKS, DataSource, ModelSource, Search, Split, Training

DOCS = (Path(__file__).parents[3] / "docs" / "engine.md").read_text()


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_is_documented(code):
    assert f"`{code}`" in DOCS


@pytest.mark.parametrize("name", [*TASKS, *METHODS, *ARCHITECTURES])
def test_every_task_method_and_architecture_is_documented(name):
    assert f"`{name}`" in DOCS


@pytest.mark.parametrize(
    ("group", "kind"),
    [("model", ModelSource), ("data", DataSource), ("split", Split), ("training", Training), ("search", Search)],
)
def test_every_setting_is_documented(group, kind):
    missing = [field.name for field in dataclasses.fields(kind) if f"`{group}.{field.name}`" not in DOCS]

    assert not missing
