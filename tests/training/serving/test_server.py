"""What waits together is computed together, and fails alone; memory has a limit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest

from serving.server.batching import Batcher, Call
from serving.server.shelf import Shelf, TooLarge


class Model:
    """Says of each number how likely it is; fails of zero."""

    inputs, names = ("number",), ["small", "large"]

    def __init__(self, size=1):
        self.size, self.batches = size, []

    def shares(self, rows):
        self.batches.append(len(rows))
        if 0 in rows:
            raise ArithmeticError("nothing is divided by zero")
        return np.array([[1 / row, 1 - 1 / row] for row in rows])


def test_neighbours_are_computed_together_and_only_the_one_at_fault_fails():
    model, told = Model(), []

    def admit(calls):
        for call in calls:
            if call.asked == "nobody":
                call.fault = PermissionError("You may not.")

    batcher = Batcher(admit, told.extend, linger=1.0, most=12)
    together = Barrier(12)

    def ask(number):
        together.wait()
        return batcher.ask(Call(model.shares, [number], "nobody" if number == 11 else "somebody"))[0, 0]

    with ThreadPoolExecutor(12) as many:
        asked = [many.submit(ask, number) for number in range(12)]

    assert [call.result() for call in asked[1:11]] == [1 / number for number in range(1, 11)]
    assert isinstance(asked[0].exception(), ArithmeticError)
    assert isinstance(asked[11].exception(), PermissionError)
    assert model.batches[0] == 11  # who may not was not computed
    assert sorted(call.rows[0] for call in told) == list(range(1, 11))


def test_what_cannot_be_recorded_is_not_answered_and_the_next_call_is():
    def tell(_calls):
        if not told:
            told.append(1)
            raise OSError("The record cannot be written.")

    told, batcher = [], None
    batcher = Batcher(lambda _calls: None, tell, linger=0)

    with pytest.raises(OSError, match="record"):
        batcher.ask(Call(Model().shares, [1]))
    assert batcher.ask(Call(Model().shares, [4])).tolist() == [[0.25, 0.75]]


def test_the_least_recently_asked_model_makes_room():
    shelf = Shelf(limit=10)

    def get(name, size):
        return shelf.get(name, lambda: size, lambda: Model(size))

    first = get("first", 4)
    get("second", 4)
    assert get("first", 4) is first
    get("third", 6)

    assert shelf.names == ["first", "third"]
    with pytest.raises(TooLarge):
        get("huge", 11)
    assert shelf.names == ["first", "third"]
