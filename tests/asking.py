"""What comes of a request: one letter for what the site answers and whether anything was changed."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from tests.addresses import spoken_at, undone, word_for

READ, WRITTEN, FAULT, ELSEWHERE = "r", "W", "f", ">"
REFUSED, NOTHING_THERE, SIGN_IN = "x", "-", "s"
# Rows that only say that somebody was here.
NOTES = {"audit_event", "django_session", "usersessions_usersession", "agreements_reading"}
CHANGES = re.compile(r'(?:INSERT INTO|(?<!FOR )(?<!DO )UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


@contextmanager
def changed_tables() -> Iterator[set[str]]:
    """The tables in which statements changed a row that no savepoint took back, as they go on."""
    found: set[str] = set()
    before: dict[str, set[str]] = {}

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("SAVEPOINT"):
            before[sql.split()[-1]] = set(found)
        elif sql.startswith("ROLLBACK TO SAVEPOINT"):
            found.intersection_update(before[sql.split()[-1]])
        elif context["cursor"].rowcount > 0:
            found.update(CHANGES.findall(sql))
        return result

    with connection.execute_wrapper(look):
        yield found


def letter_for(response: HttpResponse, method: str, changed: set[str]) -> str:
    """What a request came to, in one letter.

    Raises AssertionError for an answer that no request may get: a crash, or a refusal that changed something.
    """
    answer, status = word_for(response), response.status_code
    assert status < 500, answer
    refusals = {"sign-in": SIGN_IN, "desk-door": SIGN_IN, "401": SIGN_IN, "403": REFUSED, "404": NOTHING_THERE}
    if answer in refusals:
        assert not changed, (answer, changed)
        return refusals[answer]
    if changed:
        return WRITTEN
    reads = method == "GET" or response.headers.get("Content-Type") == "application/json"
    if not reads or status >= 400:
        return FAULT
    return READ if status == 200 else ELSEWHERE


def came_of(client: Client, method: str, path: str, **sent: Any) -> str:
    """The letter for a request that is undone afterwards."""
    with undone(client), changed_tables() as changed:
        response = client.generic(method, path, **spoken_at(path), **sent)
    return letter_for(response, method, changed - NOTES)
