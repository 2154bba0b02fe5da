"""What a job tells while it runs: one JSON object a line, or plain lines and a bar for a person."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from tqdm import tqdm

from engine.messages import Params, message, remedy

STEPS_A_SECOND = 4  # more would only cost time: nobody reads faster

Event = dict[str, Any]
Phase = Literal["preparing", "training", "evaluating", "reporting"]


class Events:
    """Makes the events of a job and hands each to `send`."""

    def __init__(self, send: Callable[[Event], None]) -> None:
        self._send = send
        self._last_step_at = float("-inf")
        self.spent: dict[str, float] = {"steps": 0}  # of a private job's budget

    @contextmanager
    def heard_by(self, hear: Callable[[Event], None]) -> Iterator[None]:
        """While inside, `hear` is given every event too."""
        send = self._send

        def both(event: Event) -> None:
            send(event)
            hear(event)

        self._send = both
        try:
            yield
        finally:
            self._send = send

    def ready(self) -> None:
        """The process waits for a job."""
        self._send({"ev": "ready"})

    def phase(self, phase: Phase) -> None:
        """The job enters `phase`."""
        self._send({"ev": "phase", "phase": phase})

    def note(self, code: str, **params: Params) -> None:
        """Something worth knowing, by its code in `engine.messages`."""
        self._log("info", code, params)

    def warn(self, code: str, **params: Params) -> None:
        """Something the person should look at."""
        self._log("warning", code, params)

    def step(
        self, step: int, of: int, loss: float | None, epoch: int, rows_per_second: float, seconds_left: float
    ) -> None:
        """An optimizer step is done. Told a few times a second; the first and the last always.

        `loss` is None where it would tell of rows that are protected.
        """
        now = time.monotonic()
        if now - self._last_step_at < 1 / STEPS_A_SECOND and step != of:
            return
        self._last_step_at = now
        speed = {"rows_per_second": round(rows_per_second, 1), "seconds_left": round(seconds_left, 1)}
        learned = {} if loss is None else {"loss": round(loss, 4)}
        self._send({"ev": "step", "step": step, "of": of, **learned, "epoch": epoch, **speed})

    def answered(self, rows: int, of: int) -> None:
        """So many answers about rows are written. Told a few times a second."""
        now = time.monotonic()
        if now - self._last_step_at >= 1 / STEPS_A_SECOND:
            self._last_step_at = now
            self._send({"ev": "progress", "rows": rows, "of": of})

    def evaluation(self, step: int, loss: float, metric: str, score: float, best: bool) -> None:
        """The model was tried on the validation rows: its `score` in `metric`."""
        measured = {"loss": round(loss, 4), "metric": metric, metric: round(score, 4), "best": best}
        self._send({"ev": "evaluation", "step": step, **measured})

    def checkpoint(self, step: int) -> None:
        """A checkpoint is on the disk."""
        self._send({"ev": "checkpoint", "step": step})

    def account(self) -> None:
        """What a private job has told of its rows by now: the last that it says, however it ends."""
        self._send({"ev": "progress", "privacy": self.spent})

    def done(self) -> None:
        """All results are in the output folder."""
        self._send({"ev": "done"})

    def failed(self, code: str, params: dict[str, Any]) -> None:
        """The job ends with a fault."""
        said = {"message": message(code, params), "remedy": remedy(code, params)}
        self._send({"ev": "failed", "code": code, "params": params, **said})

    def _log(self, level: str, code: str, params: dict[str, Params]) -> None:
        self._send({"ev": "log", "level": level, "code": code, "params": params, "message": message(code, params)})


def json_lines(descriptor: int) -> Callable[[Event], None]:
    """Sends each event as one line to a file descriptor."""
    stream = open(descriptor, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # as long as the process

    def send(event: Event) -> None:
        stream.write(json.dumps(event) + "\n")
        stream.flush()

    return send


class Terminal:
    """Shows events to a person: sentences, and a bar while training."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def __call__(self, event: Event) -> None:
        """Show one event."""
        match event["ev"]:
            case "step":
                self._show_step(event)
            case "phase":
                self._close_bar()
                self._say(event["phase"].capitalize())
            case "evaluation":
                kept = " (best so far)" if event["best"] else ""
                metric = event["metric"]
                self._say(f"  step {event['step']}: validation {metric} {event[metric]:.3f}{kept}")
            case "log":
                self._say(f"  {event['message']}")
            case "failed":
                self._close_bar()
                self._say(f"{event['message']} {event['remedy']}")

    def _show_step(self, event: Event) -> None:
        if self._bar is None:
            self._bar = tqdm(total=event["of"], unit="step", file=sys.stderr)
        if "loss" in event:
            self._bar.set_postfix(loss=event["loss"], refresh=False)
        self._bar.update(event["step"] - self._bar.n)

    def _close_bar(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _say(self, line: str) -> None:
        tqdm.write(line, file=sys.stderr)
