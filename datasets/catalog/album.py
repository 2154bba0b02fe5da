"""Rows of pictures as a page shows them."""

import base64
from collections.abc import Sequence

from csp.constants import SELF

from catalog.models import DatasetVersion
from catalog.parquet import Row
from catalog.services.rows import small_pictures
from catalog.telling import Cell, tell_rows

SHOWN_INLINE = {"img-src": [SELF, "data:"]}


def album_of(version: DatasetVersion, rows: Sequence[Row]) -> list[tuple[str, int, list[Cell]]]:
    """Of each row an address that holds its small picture, its number and its other cells; nothing without pictures,
    or where these are masked.

    So no address of a picture outlives a no; the page's policy on contents has to let it (`SHOWN_INLINE`).
    """
    name = next((column["name"] for column in version.columns if column.get("role") == "picture"), "")
    if not name or any(name in row.masked for row in rows):
        return []
    told = zip(small_pictures(version, rows), tell_rows(version, rows), strict=True)
    return [
        (_inline(small), number, [cell for cell in cells if cell.column != name]) for small, (number, cells) in told
    ]


def _inline(picture: bytes | None) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" if picture else ""
