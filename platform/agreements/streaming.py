"""Bytes that leave the platform, for as long as the policy says yes: a download in flight stops with its permission."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from agreements.models import AssetVersion, Undertaking
from agreements.operations import Operation
from agreements.policy import Decision, require
from agreements.services.epoch import current_epoch
from audit.services import record
from organizations.actor import Actor
from vault.models import Blob
from vault.services import ALL, chunks

PIECE_BYTES = 64 * 1024
LOOK_SECONDS = 0.5


@dataclass
class HeldOpen:
    """A yes that is asked for again when its time is over or anything that is allowed has changed.

    `ask` is the policy's question (`require`): it raises NotAllowed, and keeps the refusal in the audit.
    """

    ask: Callable[[], Decision]
    decision: Decision = field(init=False)
    _epoch: int = field(init=False)
    _looked_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._decide()

    def still(self) -> None:
        """Raises NotAllowed when it is a no by now."""
        if _is_over(self.decision.valid_until):
            self._decide()
        elif time.monotonic() - self._looked_at >= LOOK_SECONDS:
            if current_epoch() != self._epoch:
                self._decide()
            self._looked_at = time.monotonic()

    def _decide(self) -> None:
        self._epoch = current_epoch()  # before the question: a change in between is asked about once more
        self.decision = self.ask()
        self._looked_at = time.monotonic()


def give_out(
    blob: Blob,
    name: str,
    *,
    version: AssetVersion,
    operation: Operation,
    deed: str,
    by: Actor,
    also: Callable[[Decision], Decision] | None,
    project: Undertaking | None = None,
    part: slice = ALL,
) -> Iterator[bytes]:
    """The bytes of a version's file, or a part, that may leave by `operation`; the question is asked and kept at once.

    `also` is what the yes has to keep to: of a file with rows, which goes as it is, that nothing in it is masked.

    Raises:
        NotAllowed: the policy refuses; or does later, while the bytes flow.
    """
    yes = HeldOpen(lambda: require(by, operation, version, project=project, also=also))
    record(by, deed, version.asset, decision=yes.decision, version=version.number, file=name)
    return flowing(chunks(blob, part), yes)


def flowing(pieces: Iterable[bytes], yes: HeldOpen) -> Iterator[bytes]:
    """`pieces` in smaller ones, each given out under a yes that still holds.

    Raises:
        NotAllowed: in the midst of it. The server then closes the connection, so that no reader takes half for whole.
    """
    for piece in pieces:
        for start in range(0, len(piece), PIECE_BYTES):
            yes.still()
            yield piece[start : start + PIECE_BYTES]


def _is_over(valid_until: datetime | None) -> bool:
    return valid_until is not None and valid_until <= timezone.now()
