"""The walk through the demonstration: numbered steps, each with a bar, a plain sentence, and its seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from django.utils.translation import gettext as _
from tqdm import tqdm


class Walk:
    """Shows steps on `out`, with bars where a person watches, and remembers how long each phase took."""

    def __init__(self, steps: int, out: TextIO = sys.stderr) -> None:
        self.out = out
        self.seconds: dict[str, float] = {}
        self._bar = tqdm(
            total=steps, file=out, bar_format="{bar:24} {n_fmt}/{total_fmt}  {desc}", leave=False, disable=None
        )

    @contextmanager
    def step(self, phase: str, sentence: str) -> Iterator[None]:
        """One step: `sentence` while it runs, then a line that stays, with its seconds."""
        if self._bar.disable:
            self.say(f"  {sentence}")
        else:
            self._bar.set_description_str(sentence)
        started = time.monotonic()
        yield
        self.seconds[phase] = round(time.monotonic() - started, 2)
        self._bar.update(1)
        self.say(f"✓ {sentence}  " + _("%(seconds).1f s") % {"seconds": self.seconds[phase]})

    def say(self, line: str) -> None:
        """A line above the bar."""
        self._bar.write(line, file=self.out)

    def training_bar(self) -> "tqdm[None]":
        """A second bar, for the steps of a job; its length is known once the job trains."""
        form = "  {bar:22} {n_fmt}/{total_fmt}  {desc}"
        return tqdm(total=0, file=self.out, bar_format=form, leave=False, disable=None)

    def close(self) -> None:
        """Take the bar away; lines stay."""
        self._bar.close()
