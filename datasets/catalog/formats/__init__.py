"""Reading datasets as people have them: what is in a file, and all of it in one form. Knows no Django.

It is for a process of its own with limits (`catalog.formats.errand`), never for a web request.
"""

from catalog.formats.heading import first_rows
from catalog.formats.inspecting import inspect
from catalog.formats.normalising import made_columns, normalise
from catalog.formats.schema import Column, Fault, FormatError, Guess, Schema, Split

__all__ = [
    "Column",
    "Fault",
    "FormatError",
    "Guess",
    "Schema",
    "Split",
    "first_rows",
    "inspect",
    "made_columns",
    "normalise",
]
