"""Pictures out of a .zip or a folder, one after the other, in whatever mode they were saved.

Nothing is unpacked to the disk. A refusal names the row that lists the picture, never the picture: names of files say
whose X-ray it is.
"""

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image, ImageOps

from engine.faults import JobFault

Where = dict[str, str | int]  # what a refusal says of the row

FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "PPM")  # Pillow's others run programs, or nobody needs them
LARGEST_PICTURE = 2**26  # pixels
LARGEST_FILE = 4 * LARGEST_PICTURE  # bytes, unpacked: as many as the largest has without compression
BROKEN = (  # what Pillow and zipfile raise where a file is not what it says
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    RuntimeError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)


def read_pictures(images: Path, names: Sequence[str], *, table: str) -> Iterator[Image.Image]:
    """The pictures `names` of the .zip or folder `images`, upright, in RGB; `table` is where they are listed.

    Raises JobFault: file_missing, file_unreadable, picture_outside, picture_missing, picture_unreadable,
    picture_too_large.
    """
    root = _open(images)
    for row, name in enumerate(names, start=1):
        where: Where = {"row": row, "file": table, "images": images.name}
        content = _content(root, name, where)
        try:
            yield decode(content)
        except Image.DecompressionBombError as error:
            raise JobFault("picture_too_large", **where, millions=LARGEST_PICTURE // 10**6) from error
        except BROKEN as error:
            raise JobFault("picture_unreadable", **where) from error


def decode(content: bytes) -> Image.Image:
    """The picture in a file's bytes, turned as its EXIF says, transparent parts white, 16 bits brought to 8.

    Raises Image.DecompressionBombError when it has too many pixels, one of BROKEN when it is none.
    """
    with warnings.catch_warnings(action="ignore"):  # Pillow's, for sizes that are refused below anyway
        picture: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > LARGEST_PICTURE:
        raise Image.DecompressionBombError
    picture = ImageOps.exif_transpose(picture)
    if picture.mode == "F":
        raise ValueError("Nobody can say which number is white.")
    if picture.mode.startswith("I"):
        picture = Image.fromarray((np.asarray(picture).clip(0, 2**16 - 1) // 257).astype(np.uint8))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return picture.convert("RGB")


def _open(images: Path) -> Path | zipfile.Path:
    if images.is_dir():
        return images.resolve()
    if not images.is_file():
        raise JobFault("file_missing", path=str(images))
    try:
        return zipfile.Path(images)
    except (zipfile.BadZipFile, OSError) as error:
        raise JobFault("file_unreadable", file=images.name, format="ZIP") from error


def _content(root: Path | zipfile.Path, name: str, where: Where) -> bytes:
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts:
        raise JobFault("picture_outside", **where)
    file = root / str(relative)
    if isinstance(root, Path) and not Path(str(file)).resolve().is_relative_to(root):  # a link that leads elsewhere
        raise JobFault("picture_outside", **where)
    if not file.is_file():
        raise JobFault("picture_missing", **where)
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except BROKEN as error:
        raise JobFault("picture_unreadable", **where) from error
    if len(content) > LARGEST_FILE:
        raise JobFault("picture_too_large", **where, millions=LARGEST_PICTURE // 10**6)
    return bytes(content)
