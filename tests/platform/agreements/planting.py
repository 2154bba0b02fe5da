"""How a check is taken out of the policy, so that a test can show that somebody would notice."""

from collections.abc import Callable
from inspect import unwrap
from typing import Any

import pytest
from django.db.models import Q, Value

from agreements import querysets
from agreements.policy import preparing
from agreements.querysets import Standing

Plant = Callable[[pytest.MonkeyPatch], None]
NEVER = Q(pk__in=[])


def never(*standings: Standing) -> Plant:
    """The checks that lead to these standings are taken out, for one question and for lists."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        plain = querysets.When

        def without(*args: Any, then: Any = None, **kwargs: Any) -> Any:
            if isinstance(then, Value) and then.value in standings:
                return plain(NEVER, then=then)
            return plain(*args, then=then, **kwargs)

        patch.setattr(querysets, "When", without)
        for written in ("_standings_in_sql", "_grants_in_sql"):
            patch.setattr(querysets, written, unwrap(getattr(querysets, written)))
        written_anew(patch)

    return plant


def patched(module: Any, name: str, value: Any) -> Plant:
    """Another value in the place of a check."""
    return lambda patch: patch.setattr(module, name, value)


def always(rules: Any, code: str) -> Plant:
    """A rule of a table says yes to everything."""
    return lambda patch: patch.setitem(rules, code, lambda *_asked: True)


def written_anew(patch: pytest.MonkeyPatch) -> None:
    """No statement for lists is kept from before."""
    patch.setattr(preparing, "_in_sql", unwrap(preparing._in_sql))
