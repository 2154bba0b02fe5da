"""Statements that a connection parses and plans once: for what is asked hundreds of times a second."""

import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

PARAMETER = re.compile(r"%\((\w+)\)s")

_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # by the driver's connection, which may be replaced


class Prepared:
    """A statement with `%(named)s::type` parameters, by the `name` that the database knows it under.

    Its plan is made without looking at the parameters, once; it is run in a transaction.
    """

    def __init__(self, name: str, statement: str) -> None:
        self.name = name
        self._parameters = list(dict.fromkeys(PARAMETER.findall(statement)))
        numbered = PARAMETER.sub(lambda named: f"${self._parameters.index(named[1]) + 1}", statement)
        self._prepare = f"PREPARE {name} AS {numbered}"
        places = ", ".join(["%s"] * len(self._parameters))
        self._execute = f"SET LOCAL plan_cache_mode = force_generic_plan; EXECUTE {name}({places})"

    def execute(self, cursor: CursorWrapper, given: Mapping[str, Any]) -> None:
        """Run it with the parameters `given`, prepared on the first call of this connection."""
        known = _prepared.setdefault(connection.connection, set())
        if self.name not in known:
            cursor.execute(self._prepare)
            known.add(self.name)
        cursor.execute(self._execute, [given[name] for name in self._parameters])
