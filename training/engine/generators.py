"""The process's own random generators, for exact resume. What the engine draws itself comes from generators by seed."""

import random
from typing import Any

import numpy as np
import torch
from torch import Tensor


def seed_generators(seed: int) -> None:
    """Start all of them from `seed`."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def generators_state() -> dict[str, Any]:
    """Where they are, as JSON."""
    kind, words, position, has_gauss, gauss = np.random.get_state(legacy=True)
    return {
        "python": random.getstate(),
        "numpy": [kind, np.asarray(words).tolist(), position, has_gauss, gauss],
        "torch": _hex(torch.get_rng_state()),
        **({"cuda": _hex(torch.cuda.get_rng_state())} if torch.cuda.is_available() else {}),  # of this process's GPU
    }


def load_generators(state: dict[str, Any]) -> None:
    """Go on from `state`."""
    version, words, gauss = state["python"]
    random.setstate((version, tuple(words), gauss))
    np.random.set_state(tuple(state["numpy"]))
    torch.set_rng_state(_bytes(state["torch"]))
    if "cuda" in state:
        torch.cuda.set_rng_state(_bytes(state["cuda"]))


def _hex(state: Tensor) -> str:
    return state.numpy().tobytes().hex()


def _bytes(state: str) -> Tensor:
    return torch.frombuffer(bytearray.fromhex(state), dtype=torch.uint8)
