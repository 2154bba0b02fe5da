"""Rows that are alike: the same, or nearly so. Knows no Django.

Texts by MinHash, pictures by a perceptual hash, other rows where they are equal.
"""

from catalog.likeness.rows import Alike, alike_rows

__all__ = ["Alike", "alike_rows"]
