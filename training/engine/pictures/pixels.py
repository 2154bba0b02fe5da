"""Pictures as the model's image processor sizes them: made once, kept on the disk as bytes, normalised by the batch."""

import hashlib
import itertools
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engine.arithmetic import Setting
from engine.checkpoints import MARGIN
from engine.digests import object_digest
from engine.faults import JobFault, Stopped
from engine.pictures.reading import read_pictures

Change = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Pixels:
    """n pictures: `values` (n, channels, height, width) are bytes mapped from the disk.

    `sizes` (n, 2) are height and width before resizing; of two pictures with the same `keys` (n) every pixel is the
    same. A value v of channel c is `v * factor[c] + offset[c]` to the model.
    """

    values: np.ndarray
    sizes: np.ndarray
    keys: list[bytes]
    factor: Tensor  # (channels, 1, 1)
    offset: Tensor

    @property
    def lengths(self) -> np.ndarray:
        """All are of one size."""
        return np.ones(len(self.values), dtype=np.int64)

    def batch(self, rows: Sequence[int] | np.ndarray, change: Change | None = None) -> dict[str, Tensor]:
        """`pixel_values` (batch, channels, height, width); `change` is given them as numbers from 0 to 255."""
        values = torch.from_numpy(self.values[rows]).float()
        return {"pixel_values": (change(values) if change else values) * self.factor + self.offset}


@dataclass(frozen=True)
class PictureList:
    """Pictures `names` of the .zip or folder `images`, and the `table` that a fault calls their list."""

    images: Path
    names: Sequence[str]
    table: str


def load_pixels(lists: Sequence[PictureList], processor: Any, setting: Setting) -> Pixels:
    """The pictures in these lists, one after the other, from the job's cache when it has them.

    Raises what `read_pictures` raises, Stopped, JobFault disk_full, and ValueError when the processor does more to a
    picture than to size and to normalise it.
    """
    assert setting.cache is not None
    folder = setting.cache / object_digest([[list(each.names) for each in lists], _settings(processor)])
    if not folder.is_dir():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        pictures = itertools.chain.from_iterable(
            read_pictures(each.images, each.names, table=each.table) for each in lists
        )
        _write(unfinished, pictures, sum(len(each.names) for each in lists), processor, setting)
        unfinished.rename(folder)
    values, sizes, keys = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("values", "sizes", "keys"))
    return Pixels(values, np.array(sizes), [key.tobytes() for key in keys], *normalisation(processor, values.shape[1]))


def read_pixels(pictures: Sequence[Image.Image], processor: Any) -> Pixels:
    """A few pictures as `processor` sizes them, in memory."""
    values = np.stack([_sized(processor, picture) for picture in pictures])
    sizes = np.array([(picture.height, picture.width) for picture in pictures])
    return Pixels(values, sizes, [_key(picture) for picture in pictures], *normalisation(processor, values.shape[1]))


def normalisation(processor: Any, channels: int) -> tuple[Tensor, Tensor]:
    """Factor and offset (channels, 1, 1) that do to bytes what `processor` does."""
    scale = processor.rescale_factor if processor.do_rescale else 1.0
    mean, std = (processor.image_mean, processor.image_std) if processor.do_normalize else ([0.0], [1.0])
    mean, std = (torch.tensor(each).expand(channels).view(-1, 1, 1) for each in (mean, std))
    return scale / std, -mean / std


def _settings(processor: Any) -> dict[str, Any]:
    settings: dict[str, Any] = processor.to_dict()
    return {key: value for key, value in settings.items() if isinstance(value, str | int | float | list | dict)}


def _write(folder: Path, pictures: Iterator[Image.Image], count: int, processor: Any, setting: Setting) -> None:
    first = next(pictures)
    shape = (count, *_sized(processor, first).shape)
    _check_same(processor, first)
    if shutil.disk_usage(folder).free < np.prod(shape) + MARGIN:
        raise JobFault("disk_full", path=str(folder.parent))
    values = np.lib.format.open_memmap(folder / "values.npy", mode="w+", dtype=np.uint8, shape=shape)
    sizes, keys = np.zeros((count, 2), dtype=np.int64), np.zeros((count, 32), dtype=np.uint8)
    for row, picture in enumerate(itertools.chain([first], pictures)):
        if setting.should_stop():
            raise Stopped
        values[row] = _sized(processor, picture)
        sizes[row] = picture.height, picture.width
        keys[row] = np.frombuffer(_key(picture), dtype=np.uint8)
    values.flush()
    np.save(folder / "sizes.npy", sizes)
    np.save(folder / "keys.npy", keys)


def _sized(processor: Any, picture: Image.Image) -> np.ndarray:
    """The picture as `processor` sizes and crops it, (channels, height, width), still in bytes."""
    out: np.ndarray = _processed(processor, picture, do_rescale=False, do_normalize=False)
    return out.round().clip(0, 255).astype(np.uint8)


def _check_same(processor: Any, picture: Image.Image) -> None:
    """Sizing first and normalising later must be what the processor does at once, up to rounding to bytes."""
    whole = _processed(processor, picture)
    factor, offset = normalisation(processor, len(whole))
    ours = torch.from_numpy(_sized(processor, picture)) * factor + offset
    if ours.shape != whole.shape or (ours - torch.from_numpy(whole)).abs().max() > factor.abs().max() * 1.01:
        raise ValueError("The image processor does more than to size and to normalise.")


def _processed(processor: Any, picture: Image.Image, **settings: Any) -> np.ndarray:
    """What `processor` makes of the picture, which it would take for another where that is three pixels high."""
    given = {"return_tensors": "np", "input_data_format": "channels_last", **settings}
    pixels: np.ndarray = processor(np.asarray(picture), **given)["pixel_values"][0]
    return pixels


def _key(picture: Image.Image) -> bytes:
    return hashlib.sha256(f"{picture.mode} {picture.size} ".encode() + picture.tobytes()).digest()
