"""What a job is asked to do.

`parse` reads JSON into a `Spec` and finds all faults at once; `describe` gives the same settings as JSON Schema, from
which the site makes its form and its API. Imports nothing heavy: the web process imports it.
"""

from engine.spec.known import METHODS, TASKS, Known, KnownTask
from engine.spec.reading import SpecError, SpecFault, parse
from engine.spec.schema import describe
from engine.spec.settings import Adapter, ModelSource, Spec, Split, Training
from engine.spec.sources import DataSource, LabelledTexts

__all__ = [
    "METHODS",
    "TASKS",
    "Adapter",
    "DataSource",
    "Known",
    "KnownTask",
    "LabelledTexts",
    "ModelSource",
    "Spec",
    "SpecError",
    "SpecFault",
    "Split",
    "Training",
    "describe",
    "parse",
]
