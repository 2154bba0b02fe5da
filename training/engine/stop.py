"""Being asked to stop, by SIGTERM from a supervisor or Ctrl-C from a person."""

import signal
from types import FrameType


class StopRequest:
    """Says whether one of the signals has come; the job looks after each step and leaves in order."""

    def __init__(self) -> None:
        self._came = False

    def listen(self) -> None:
        """From now on a signal is a request, not an end."""
        signal.signal(signal.SIGTERM, self._note)
        signal.signal(signal.SIGINT, self._note)

    def __call__(self) -> bool:
        """Whether to stop."""
        return self._came

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._came = True
