"""Pictures from strangers: read within limits, drawn anew, and only that is kept."""

import hashlib
import io
import warnings

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_BYTES = 2 * 1024 * 1024
LARGEST_PIXELS = 4096 * 4096
SIDE = 256
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
FORMATS = ["PNG", "JPEG", "WEBP"]


def small_png(picture: bytes) -> tuple[bytes, str]:
    """The picture as a PNG of at most 256 × 256 points without anything but its points, and its SHA-256.

    Raises:
        ValidationError: it is too large, or no PNG, JPEG or WebP.
    """
    if len(picture) > LARGEST_BYTES:
        raise ValidationError({"logo": _("The picture has more than 2 MB. Make it smaller.")})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(picture), formats=FORMATS) as opened:
                if opened.width * opened.height > LARGEST_PIXELS:
                    raise ValidationError({"logo": _("The picture has too many points. Make it smaller.")})
                drawn = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, *BOMBS) as fault:
        raise ValidationError(
            {"logo": _("This is no picture that can be read: choose a PNG, JPEG or WebP.")}
        ) from fault
    drawn.thumbnail((SIDE, SIDE))
    points = Image.new("RGBA", drawn.size)
    points.paste(drawn)  # a fresh picture carries no metadata
    out = io.BytesIO()
    points.save(out, "PNG", optimize=True)
    return out.getvalue(), hashlib.sha256(out.getvalue()).hexdigest()
