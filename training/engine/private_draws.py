"""Random numbers that nobody foretells who has not the secret: ChaCha20's stream (RFC 8439).

torch's and NumPy's generators are quick, but no cryptographic ones, and torch's starts from 32 bits on a CPU. Each draw
here is a pure function of the secret and the place it is for, so that a run which is resumed draws the same again.
"""

import struct

import numpy as np
import torch
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from scipy.special import ndtri
from torch import Tensor

SECRET_BYTES = 32
SAMPLES, SEEDS, NOISE = 0, 1, 2  # what the streams of a step are for; from NOISE on, one for each parameter


class Draws:
    """All that is drawn from one `secret` of 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    def sample(self, rows: int, rate: float, step: int) -> np.ndarray:
        """Numbers of rows, ascending: each of so many `rows` is in it by itself with the probability `rate`."""
        return np.flatnonzero(self._uniform(rows, SAMPLES, step) < rate)

    def noise(self, like: Tensor, place: int, step: int) -> Tensor:
        """Standard normal numbers in the shape and type of `like`, the parameter at `place` among all."""
        numbers = ndtri(self._uniform(like.numel(), NOISE + place, step))
        return torch.from_numpy(numbers).view(like.shape).to(like)

    def seed(self) -> int:
        """A number of 128 bits for a quick generator whose numbers are not part of the protection."""
        return int.from_bytes(self._stream(16, SEEDS, 0))

    def _uniform(self, count: int, what: int, step: int) -> np.ndarray:
        """Numbers (count,) between 0 and 1, neither included."""
        words = np.frombuffer(self._stream(8 * count, what, step), dtype="<u8")
        return np.asarray(((words >> 12) + 0.5) * 2.0**-52)

    def _stream(self, length: int, what: int, step: int) -> bytes:
        nonce = struct.pack("<IIQ", 0, what, step)  # the first is the count of blocks
        return Cipher(ChaCha20(self.secret, nonce), mode=None).encryptor().update(bytes(length))
