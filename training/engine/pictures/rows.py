"""The pictures of a job: listed, read, sized for its model, and the model that fits them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import torch
from transformers import AutoImageProcessor, PreTrainedModel
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from engine.arithmetic import Setting
from engine.faults import JobFault
from engine.pictures.pixels import Pixels, load_pixels
from engine.spec import ListedPictures, ModelSource, PictureFiles, Spec
from engine.tables import read_table, text_column

NEW_SIZE = 64


@dataclass(frozen=True)
class Listed:
    """The table that lists pictures. `source` has its path, for what reads columns of it."""

    table: pa.Table
    names: list[str]
    source: ListedPictures

    @property
    def file(self) -> str:
        """What a sentence calls it."""
        return Path(self.source.path).name


def read_list(source: ListedPictures) -> Listed:
    """The table of `source`. Raises JobFault: what `read_table` raises, column_missing, picture_missing."""
    path = Path(source.path) / source.table
    table = read_table(path)
    names = text_column(table, source.picture, path.name, empty="label_empty")
    return Listed(table, names, replace(source, path=str(path)))


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


def open_pixels(spec: Spec, names: Sequence[str], processor: Any, *, table: str, setting: Setting) -> Pixels:
    """The pictures `names` of the spec, as its model reads them.

    Raises Stopped, JobFault model_unfit, and what `load_pixels` raises.
    """
    source = spec.data
    assert isinstance(source, PictureFiles)
    images = Path(source.path) / source.images
    if not images.resolve().is_relative_to(Path(source.path).resolve()):
        raise JobFault("file_missing", path=source.images)
    try:
        return load_pixels(images, names, processor, table=table, setting=setting)
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
