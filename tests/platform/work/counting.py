"""A kind of work of the tests' own: it counts, in a real child process, and needs no torch."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from django.db import transaction

from agreements.policy import Decision, Obligation, Reason
from work import kinds
from work.services.holding import succeed

NOWHERE = Path(os.environ.get("COUNTING_GATES", "/nowhere"))


def open_gates(gates, items):
    """Who counts for one of `items` makes one more step."""
    gates.mkdir(exist_ok=True)
    for item in items:
        (gates / str(item.pk)).touch()


class Counting(kinds.Kind):
    """`allowed` is the policy's answer, at `sites` if there are any; `order` what the child is asked, `results`
    what was accepted.

    However many steps it is to make, an item is done when its gate in the folder `gates` is open.

    In another process than the test's, COUNTING_ORDER is the order, COUNTING_GATES that folder, and COUNTING_BOOK a
    file that gets the results.
    """

    name = "counting"

    def __init__(self, gates: Path = NOWHERE) -> None:
        self.gates = gates
        self.allowed = True
        self.sites: list[str] = []
        self.order: dict[str, Any] = json.loads(os.environ.get("COUNTING_ORDER", '{"steps": 3, "pause": 0.01}'))
        self.results: list[dict[str, Any]] = []

    def finish(self, *items):
        """Let these come to their end, in order."""
        open_gates(self.gates, items)

    @property
    def command(self) -> list[str]:
        return [sys.executable, str(Path(__file__).with_name("child.py"))]

    def authorize(self, items):
        reasons = () if self.allowed else (Reason("role_missing"),)
        binding = (Obligation("sites", {"sites": self.sites}),) if self.sites else ()
        return {item.pk: Decision(self.allowed, reasons, binding) for item in items}

    def prepare(self, item, folder):
        (folder / "input").write_text("what the child reads")
        return {**self.order, "gate": str(self.gates / str(item.pk))}

    def accept(self, lease, folder):
        with transaction.atomic():  # noted before anybody sees that it has succeeded, and by the holder only
            item = succeed(lease)
            self.results.append(json.loads((folder / "result.json").read_text()))
            if book := os.environ.get("COUNTING_BOOK"):
                with Path(book).open("a") as file:
                    file.write(f"{lease.uid}\n")
        return item
