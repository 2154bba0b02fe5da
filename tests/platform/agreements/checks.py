"""The check behind each clause that the software keeps, and how it is taken out.

The table in docs/agreements.md names a test for each of these clauses. pytest runs that test a second time without the
check (heavy), and wants it to fail: a clause whose test passes without its check is not enforced.
"""

from collections.abc import Generator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import IntegrityError
from tests.platform.agreements.planting import Plant, always, never, patched

from agreements import matcher
from agreements.policy import budgeting, deciding, publishing
from agreements.querysets import Standing
from agreements.services import licences, signing
from catalog import sight

DOCS = Path(__file__).parents[3] / "docs"


# What a failing test raises; of a signature that is missing, the database says so as well.
FAILURES = (AssertionError, pytest.fail.Exception, IntegrityError)


class Check(NamedTuple):
    """How a check is taken out, and which variant of the test shows it where there are several."""

    take_out: Plant
    shown_by: str = ""


def rows(title: str, page: str) -> list[list[str]]:
    """The cells of a table's rows in a page of the docs, below the heading `title`."""
    lines = (DOCS / page).read_text().split(f"## {title}")[1].split("\n## ")[0].splitlines()
    cells = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return cells[2:]


@cache
def clauses() -> list[list[str]]:
    """Each clause with its keeper, its check in words, and its test."""
    return rows("Clauses, and who keeps them", "agreements.md")


EVERY_PERMISSION = deciding.ASKED_ASSETS.replace("AND given.permission_id = permission.id", "")
OVER = (Standing.ENDED, Standing.OUTLASTS)
NO_SOURCE = property(lambda _question: None)

CHECKS: Mapping[str, Check] = {
    "shared": Check(patched(deciding, "reaches", lambda _grant, _number: True)),
    "allowed": Check(patched(deciding, "ASKED_ASSETS", EVERY_PERMISSION)),
    "purpose": Check(never(Standing.OTHER_PURPOSE)),
    "diseases": Check(always(matcher.RULES, matcher.DISEASE_RESEARCH), "diseases2"),
    "regions": Check(always(matcher.RULES, matcher.THESE_REGIONS), "FR"),
    "people": Check(never(Standing.NOT_NAMED)),
    "institutions": Check(always(matcher.RULES, matcher.THESE_INSTITUTIONS)),
    "masked_columns": Check(patched(sight, "masks_of", lambda _yes: [])),
    "deidentified": Check(patched(deciding, "of_k", lambda *_asked: True)),
    "k_anonymity": Check(patched(deciding, "of_k", lambda *_asked: True)),
    "privacy_budget": Check(patched(budgeting, "_refusals", lambda _budget, _asked, _sums: [])),
    "period": Check(never(Standing.NOT_STARTED, *OVER)),
    "suspension": Check(never(Standing.SUSPENDED, *OVER)),
    "licence": Check(patched(licences, "_stated", lambda _agreements: [])),
    "use_of_derived": Check(patched(deciding.Question, "asked_of_sources", NO_SOURCE), "deploy"),
    "derived_at_end": Check(never(Standing.ENDED), "freeze"),
    "review_of_manuscripts": Check(patched(publishing, "_unread", lambda *_asked: [])),
    "embargo": Check(patched(publishing, "_embargoes", lambda *_asked: [])),
    "compliance_stops": Check(never(Standing.OVERDUE)),
    "amendment": Check(patched(signing, "is_signed_by_all", lambda _version: True)),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that the docs name runs with its check, and without it."""
    name = f"{Path(str(metafunc.module.__file__)).name}::{metafunc.function.__name__}"
    kept = [clause for clause, keeper, _check, test in clauses() if keeper == "software" and test == name]
    if not kept:
        return
    fails = pytest.mark.xfail(strict=True, raises=FAILURES, reason="without its check")
    without = [pytest.param(clause, id=f"without:{clause}", marks=(pytest.mark.heavy, fails)) for clause in kept]
    metafunc.parametrize("_check", [pytest.param(None, id="kept"), *without], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of several variants without the check, the one that shows it."""
    items[:] = [item for item in items if _shows(item)]


def _shows(item: pytest.Item) -> bool:
    params: Mapping[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    clause = params.get("_check")
    return clause is None or clause not in CHECKS or CHECKS[clause].shown_by in item.name


@pytest.fixture(autouse=True)
def _check(request: pytest.FixtureRequest) -> str | None:
    """The clause whose check is to be taken out; the parameter of the variants above."""
    return getattr(request, "param", None)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Only the test itself goes without the check: what it begins with came about in order."""
    clause = pyfuncitem.funcargs.get("_check")
    with pytest.MonkeyPatch.context() as patch:
        if clause is not None:
            CHECKS[str(clause)].take_out(patch)
        return (yield)
