"""The pictures of a job: listed, read, sized for its model, and the model that fits them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

import numpy as np
import pyarrow as pa
import torch
from transformers import AutoImageProcessor, PreTrainedModel
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from engine.arithmetic import Setting
from engine.data import read_parts
from engine.faults import JobFault
from engine.gathered import Origin, read_gathered
from engine.pictures.pixels import PictureList, Pixels, load_pixels
from engine.spec import ListedPictures, ModelSource, Spec
from engine.tables import text_column

NEW_SIZE = 64


@dataclass(frozen=True)
class Listed:
    """The table that lists the pictures of `source`, of several folders one after the other."""

    table: pa.Table
    names: list[str]
    source: ListedPictures
    origin: Origin

    @property
    def file(self) -> str:
        """What a sentence calls it."""
        return PurePath(self.source.table).name

    def given(self) -> np.ndarray | None:
        """The part (n,) that each is given to, as `read_parts` tells it."""
        return read_parts(self.table, replace(self.source, path=self.source.table))

    @property
    def lists(self) -> list[PictureList]:
        """The pictures of each folder. Raises JobFault file_missing."""
        ends = np.cumsum([0, *self.origin.sizes])
        return [
            PictureList(images_in(folder.path, self.source.images), self.names[start:end], file)
            for folder, file, start, end in zip(self.source.files, self.origin.files, ends[:-1], ends[1:], strict=True)
        ]


def read_list(source: ListedPictures, *columns: str | None) -> Listed:
    """The table of `source`, of several the `columns` beside those of pictures and parts.

    Raises JobFault: what `read_gathered` raises, label_empty.
    """
    wanted = dict.fromkeys((source.picture, source.part, *columns))
    table, origin = read_gathered(source, [column for column in wanted if column], inside=source.table)
    with origin.naming_files():
        names = text_column(table, source.picture, PurePath(source.table).name, empty="label_empty")
    return Listed(table, names, source, origin)


def load_processor(source: ModelSource, task: str, size: int | None, *, new: Any = ViTImageProcessorPil) -> Any:
    """The model's image processor, for pictures of one size; `new` is the class of a fresh model's.

    What keeps the shape of pictures, as some detectors do, is told to make squares. Raises JobFault model_unfit.
    """
    if source.path is None:
        return new(size=_square(size or NEW_SIZE))
    try:
        processor = _from_folder(source.path)
        if size is None and "longest_edge" in processor.to_dict().get("size", {}):
            size = processor.size["shortest_edge"]
        if size is not None:
            processor = _from_folder(source.path, size=_square(size), do_center_crop=False, do_pad=False)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise JobFault("model_unfit", path=source.name, task=task) from error
    return processor


def images_in(folder: str, images: str) -> Path:
    """The .zip or folder `images` of a folder. Raises JobFault file_missing where it is not inside."""
    path = Path(folder) / images
    if not path.resolve().is_relative_to(Path(folder).resolve()):
        raise JobFault("file_missing", path=images)
    return path


def open_pixels(spec: Spec, lists: Sequence[PictureList], processor: Any, setting: Setting) -> Pixels:
    """The pictures in these lists, one after the other, as the spec's model reads them.

    Raises Stopped, JobFault model_unfit, and what `load_pixels` raises.
    """
    try:
        return load_pixels(lists, processor, setting)
    except ValueError as error:
        raise JobFault("model_unfit", path=spec.model.name, task=spec.task) from error


def check_fit(model: PreTrainedModel, spec: Spec, read: Callable[[], object]) -> None:
    """Make sure that the model can `read` a picture of the job's: of that size, in three colours.

    Raises JobFault model_unfit.
    """
    was_training = model.training
    model.train(False)
    try:
        with torch.inference_mode():
            read()
    except (RuntimeError, ValueError) as error:
        raise JobFault("model_unfit", path=spec.model.name, task=spec.task) from error
    model.train(was_training)


def _from_folder(path: str, **settings: Any) -> Any:
    return AutoImageProcessor.from_pretrained(  # type: ignore[no-untyped-call]
        path, local_files_only=True, trust_remote_code=False, backend="pil", **settings
    )


def _square(size: int) -> dict[str, int]:
    return {"height": size, "width": size}
