"""The curves of a run as TensorBoard shows them, written while it trains.

All of it is written anew by each process from what `Progress` holds, so that a run that was resumed has no step twice.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.events import Event, Events
from engine.loop import Loop

FOLDER = "tensorboard"  # in the output folder
MOMENTS = ("evaluation", "checkpoint")  # when what is new is written


@contextmanager
def on_board(folder: Path, events: Events, loop: Callable[[], Loop]) -> Iterator[None]:
    """What `loop`, as it is then, does inside is written to event files in `folder`."""
    board = Board(folder)

    def hear(event: Event) -> None:
        if event["ev"] in MOMENTS:
            board.catch_up(loop())

    try:
        with events.heard_by(hear):
            yield
            board.catch_up(loop())
    finally:
        board.close()


class Board:
    """The event files of one process; those of another before it are removed."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.folder = folder
        self.steps = self.evaluations = 0  # that are written
        self.writer: Any = None

    def catch_up(self, loop: Loop) -> None:
        """Write the losses and evaluations that are new."""
        progress, metric = loop.progress, loop.subject.metric
        for loss in progress.losses[self.steps :]:
            self.steps += 1
            self._write(self.steps, {"training/loss": loss})
        for step, loss, score in progress.validation[self.evaluations :]:
            self.evaluations += 1
            self._write(step, {"validation/loss": loss, f"validation/{metric}": score})
        if self.writer:
            self.writer.flush()

    def close(self) -> None:
        """Nothing more comes."""
        if self.writer:
            self.writer.close()

    def _write(self, step: int, scalars: dict[str, float]) -> None:
        # Imported with the first scalars: what a job waits for before its first step is shorter by as much.
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary
        from tensorboard.summary.writer.event_file_writer import EventFileWriter

        self.writer = self.writer or EventFileWriter(str(self.folder))
        values = [Summary.Value(tag=tag, simple_value=value) for tag, value in scalars.items()]
        self.writer.add_event(Event(wall_time=time.time(), step=step, summary=Summary(value=values)))
