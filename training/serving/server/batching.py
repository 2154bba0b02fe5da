"""Calls that wait for the same model are computed together, and fail alone.

Whoever calls and finds nobody at work leads: it takes what waits, asks who may, has it computed and tells. The others
sleep meanwhile. The thread that computes is one and the same, because every thread would have a team of its own for
matrix products.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

Compute = Callable[[Sequence[Any]], Any]  # rows → what is said of each, in their order

LINGER = 0.004  # seconds that a batch waits for one more
LONGEST = 10  # of those, however many come


@dataclass(eq=False)
class Call:
    """Rows of which somebody has something computed; then what is said of them, or why nothing is."""

    compute: Compute  # calls that have the same one are computed together
    rows: Sequence[Any]
    asked: Any = None  # who asks, and what: for `admit` and `tell`
    sent: Any = None  # the rows as they came, likewise
    effort: int = 1  # of a row, in plain answers
    said: Any = None
    told: list[str] = field(default_factory=list)  # what `tell` has to say of each row
    fault: Exception | None = None
    is_done: bool = False  # and told: its caller can go on


Together = Callable[[Sequence[Call]], None]


class Batcher:
    """At most `most` rows at a time, unless one call has more.

    `admit` is given the calls of a batch before it is computed and sets the `fault` of those who may not; `tell` is
    given those that were answered.
    """

    def __init__(self, admit: Together, tell: Together, *, most: int = 32, linger: float = LINGER) -> None:
        self._admit, self._tell, self._most, self._linger = admit, tell, most, linger
        self._waiting: list[Call] = []
        self._led = False
        self._changed = Condition()
        self._computing = ThreadPoolExecutor(1, "computing")

    def ask(self, call: Call) -> Any:
        """What the model says of the call's rows. Raises what `admit` or the model has against them."""
        with self._changed:
            self._waiting.append(call)
            self._changed.notify_all()
        while not self._is_done(call):
            self._lead()
        if call.fault:
            raise call.fault
        assert call.said is not None
        return call.said

    def _is_done(self, call: Call) -> bool:
        """Waits until it is, or until somebody has to lead, which is the caller's from now on."""
        with self._changed:
            self._changed.wait_for(lambda: call.is_done or not self._led)
            if not call.is_done:
                self._led = True
            return call.is_done

    def _lead(self) -> None:
        calls: list[Call] = []
        try:
            calls = self._take()
            self._answer(calls)
        except Exception as error:  # noqa: BLE001  whoever waits has to hear of it
            for call in calls:
                call.fault = call.fault or error
        finally:
            with self._changed:
                self._led = False
                for call in calls:
                    call.is_done = True
                self._changed.notify_all()

    def _take(self) -> list[Call]:
        """The oldest call and those for the same model, after a moment for others to come."""
        with self._changed:
            compute = self._waiting[0].compute
            self._wait_for_company(compute)
            taken: list[Call] = []
            rows = 0
            for call in [each for each in self._waiting if each.compute == compute]:
                if taken and rows + len(call.rows) > self._most:
                    break
                taken.append(call)
                rows += len(call.rows)
            self._waiting = [each for each in self._waiting if each not in taken]
        return taken

    def _wait_for_company(self, compute: Compute) -> None:
        """Until the batch is full, or nobody comes any more: clients that were answered together come back so."""
        ends = time.monotonic() + LONGEST * self._linger
        while (known := self._rows(compute)) < self._most and time.monotonic() < ends:
            if not self._changed.wait_for(lambda known=known: self._rows(compute) > known, self._linger):  # type: ignore[misc]
                return

    def _rows(self, compute: Compute) -> int:
        return sum(len(each.rows) for each in self._waiting if each.compute == compute)

    def _answer(self, calls: Sequence[Call]) -> None:
        self._admit(calls)
        admitted = [call for call in calls if call.fault is None]
        if not self._compute(admitted, alone=len(admitted) == 1):
            for call in admitted:  # each for itself, so that only the one at fault fails
                self._compute([call], alone=True)
        answered = [call for call in admitted if call.said is not None]
        if answered:
            self._tell(answered)

    def _compute(self, calls: Sequence[Call], *, alone: bool) -> bool:
        """Whether that is settled: it went well, or it was one `alone`, which keeps what it failed of."""
        rows = [row for call in calls for row in call.rows]
        if not rows:
            return True
        try:
            said = self._computing.submit(calls[0].compute, rows).result()
        except Exception as error:  # noqa: BLE001  whatever the model fails of is this call's alone
            calls[0].fault = error if alone else None
            return alone
        start = 0
        for call in calls:
            call.said = said[start : start + len(call.rows)]
            start += len(call.rows)
        return True
