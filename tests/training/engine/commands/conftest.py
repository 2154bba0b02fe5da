"""Commands run in this process, which is afterwards as it was before."""

import os
from collections.abc import Callable, Iterator

import pytest

from engine.cli import main


@pytest.fixture
def command() -> Iterator[Callable[..., int]]:
    """Runs a command and gives its exit code; what it prints is captured by `capfd`."""
    surroundings, mask = dict(os.environ), os.umask(0)
    os.umask(mask)
    yield lambda *arguments: main([*map(str, arguments)])
    os.umask(mask)
    os.environ.clear()
    os.environ.update(surroundings)
