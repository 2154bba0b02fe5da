"""Every case in `docs/cases` is a spec that the engine takes, and a page says what came of it."""

import json
from pathlib import Path

import pytest

from engine.spec import parse

CASES = Path(__file__).parents[3] / "docs" / "cases"
SPECS = sorted(CASES.glob("*.json"))
PAGES = "\n".join(page.read_text() for page in CASES.glob("*.md"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_spec_of_a_case_has_no_fault(path):
    parse(json.loads(path.read_text()))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_page_says_how_the_case_is_run(path):
    assert f"python -m engine run docs/cases/{path.name}" in PAGES
