"""Children of the queue that do one order of another kind than training: `python -m engine.errands MODULE`.

The module's `warm()` reads what every order needs, before there is one. Its `do(order, out, say)` does the order and
leaves files in the folder `out`; `say("phase", phase="reading")` tells the supervisor something (docs/queue.md).
"""

from collections.abc import Callable
from typing import Any

DONE, FAULT, STOPPED = 0, 1, 3

Say = Callable[..., None]


class Fault(Exception):
    """The order can't be done, and no second attempt would help."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params
