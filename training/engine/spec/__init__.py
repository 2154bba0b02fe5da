"""What a job is asked to do.

`parse` reads JSON into a `Spec` and finds all faults at once; `describe` gives the same settings as JSON Schema, from
which the site makes its form and its API. Imports nothing heavy: the web process imports it.
"""

from engine.spec.reading import SpecError, SpecFault, parse
from engine.spec.schema import describe
from engine.spec.settings import Adapter, DataSource, ModelSource, Spec, Split, Training

__all__ = [
    "Adapter",
    "DataSource",
    "ModelSource",
    "Spec",
    "SpecError",
    "SpecFault",
    "Split",
    "Training",
    "describe",
    "parse",
]
