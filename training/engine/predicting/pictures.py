"""Classes of new pictures, and boxes around things in them. They lie in a folder as in training, without labels."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModelForImageClassification, AutoModelForObjectDetection

from engine.faults import Stopped
from engine.messages import Note
from engine.pictures.coco import read_images
from engine.pictures.pixels import Pixels, read_pixels
from engine.pictures.reading import read_pictures
from engine.pictures.rows import load_processor, read_list
from engine.predict import BATCH, predict_logits
from engine.predicting.asked import Answer, Asked
from engine.predicting.classes import likeliest, names_of
from engine.spec import BoxedPictures, ListedPictures, PictureFiles
from engine.tasks.object_detection import LEAST, boxes_in


class OnPictures:
    """A model that says something of each picture. A subclass names the list of them, and what it says.

    `auto` is the Auto class of its architecture.
    """

    auto: Any

    def __init__(self, asked: Asked) -> None:
        """Raises JobFault for what is wrong with the model's folder."""
        assert isinstance(asked.rows, PictureFiles)
        self.asked, self.setting, self.images = asked, asked.setting, Path(asked.rows.path) / asked.rows.images
        self.model = asked.load(self.auto).train(False)
        self.processor = load_processor(asked.source, asked.spec.task, None)

    def list(self, asked: Asked) -> tuple[str, list[str]]:
        """What the list is called, and the pictures in it."""
        raise NotImplementedError

    def of(self, pixels: Pixels) -> Iterator[Answer]:
        """What is said of these pictures, in their order."""
        raise NotImplementedError

    def check(self) -> int:
        """The number of pictures, once each can be read. Raises JobFault."""
        self.table, self.names = self.list(self.asked)
        return sum(1 for _ in read_pictures(self.images, self.names, table=self.table))

    def say(self) -> Iterator[Answer]:
        """An answer for each picture. Raises Stopped."""
        pictures = read_pictures(self.images, self.names, table=self.table)
        row = 0
        while some := [*islice(pictures, BATCH)]:
            if self.setting.should_stop():
                raise Stopped
            for answer in self.of(read_pixels(some, self.processor)):
                yield {"row": row, **answer}
                row += 1

    def notes(self) -> Iterator[Note]:
        """Nothing."""
        yield from ()


class PictureClasses(OnPictures):
    """The likeliest class of each picture."""

    auto = AutoModelForImageClassification

    def list(self, asked: Asked) -> tuple[str, list[str]]:
        """The table."""
        assert isinstance(asked.rows, ListedPictures)
        listed = read_list(asked.rows)
        return listed.file, listed.names

    def of(self, pixels: Pixels) -> Iterator[Answer]:
        """A class and its confidence."""
        return likeliest(self.logits(pixels).double(), names_of(self.model))

    def logits(self, pixels: Pixels) -> Tensor:
        """What the model says of these pictures, (n, classes). Raises Stopped."""
        return predict_logits(self.model, pixels, np.arange(len(pixels.values)), setting=self.setting)


class Detector(OnPictures):
    """Boxes in pixels of the pictures as they are, the surest first."""

    auto = AutoModelForObjectDetection

    def list(self, asked: Asked) -> tuple[str, list[str]]:
        """The images of the annotations."""
        assert isinstance(asked.rows, BoxedPictures)
        return asked.rows.annotations, read_images(asked.rows)

    def of(self, pixels: Pixels) -> Iterator[Answer]:
        """Those that are worth telling."""
        rows, names = np.arange(len(pixels.values)), names_of(self.model)
        with torch.inference_mode():
            out = self.model(**pixels.batch(rows))
        for found in boxes_in(out, self.processor, pixels.sizes):
            kept = [place for place in np.argsort(-found.scores, kind="stable") if found.scores[place] >= LEAST]
            yield {
                "boxes": [
                    {
                        "class": names[found.labels[place]],
                        "confidence": float(found.scores[place]),
                        **dict(zip(("left", "top", "width", "height"), found.boxes[place].tolist(), strict=True)),
                    }
                    for place in kept
                ]
            }
