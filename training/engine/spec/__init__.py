"""What a job is asked to do.

`parse` reads JSON into a `Spec` and finds all faults at once; `describe` gives the same settings as JSON Schema, from
which the site makes its form and its API. Imports nothing heavy: the web process imports it.
"""

from engine.spec.augmentation import Augmentation
from engine.spec.bases import kind_of
from engine.spec.distillation import Distillation
from engine.spec.known import ARCHITECTURES, METHODS, TASKS, Known, KnownTask
from engine.spec.privacy import Privacy
from engine.spec.reading import SpecError, SpecFault, parse
from engine.spec.schema import describe, describe_data
from engine.spec.search import Choices, Search, Span
from engine.spec.settings import ModelSource, Spec, Split
from engine.spec.several import OneOfSeveral, SeveralTasks
from engine.spec.sources import (
    BoxedPictures,
    DataSource,
    ForecastSeries,
    Further,
    Gathered,
    Instructions,
    LabelledPictures,
    LabelledSeries,
    LabelledTexts,
    ListedPictures,
    MultiLabelledTexts,
    PictureFiles,
    RawSeries,
    RawTexts,
    SensorSeries,
    Series,
    TaggedTokens,
    TextPairs,
    WatchedSeries,
)
from engine.spec.training import Adapter, Training

__all__ = [
    "ARCHITECTURES",
    "METHODS",
    "TASKS",
    "Adapter",
    "Augmentation",
    "BoxedPictures",
    "Choices",
    "DataSource",
    "Distillation",
    "ForecastSeries",
    "Further",
    "Gathered",
    "Instructions",
    "Known",
    "KnownTask",
    "LabelledPictures",
    "LabelledSeries",
    "LabelledTexts",
    "ListedPictures",
    "ModelSource",
    "MultiLabelledTexts",
    "OneOfSeveral",
    "PictureFiles",
    "Privacy",
    "RawSeries",
    "RawTexts",
    "Search",
    "SensorSeries",
    "Series",
    "SeveralTasks",
    "Span",
    "Spec",
    "SpecError",
    "SpecFault",
    "Split",
    "TaggedTokens",
    "TextPairs",
    "Training",
    "WatchedSeries",
    "describe",
    "describe_data",
    "kind_of",
    "parse",
]
