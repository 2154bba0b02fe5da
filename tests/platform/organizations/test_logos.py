"""A logo is drawn anew: nothing of what was sent is served."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin
from tests.cast import owner_of

from organizations import logos
from organizations.logos import small_png


def picture(width=40, height=30, kind="PNG", **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind, **more)
    return out.getvalue()


def test_an_owner_shows_a_picture_and_removes_it(company, steward, client_for):
    owner = client_for(owner_of(company))
    address = reverse("organizations:logo", args=[company.slug])

    owner.post(reverse("organizations:set_logo", args=[company.slug]), {"logo": SimpleUploadedFile("a.png", picture())})
    shown = client_for(steward).get(address)
    assert shown["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(shown.content)).size == (40, 30)
    assert address in owner.get(company.get_absolute_url()).text

    owner.post(reverse("organizations:set_logo", args=[company.slug]), {"remove": "1"})
    assert owner.get(address).status_code == 404


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_large_ones_become_small(kind):
    png, _digest = small_png(picture(1000, 500, kind))

    assert Image.open(io.BytesIO(png)).size == (256, 128)


def test_what_was_hidden_in_a_picture_is_gone():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "where the yacht lies")

    png, _digest = small_png(picture(pnginfo=words) + b"<script>alert(1)</script>")

    assert b"yacht" not in png
    assert b"script" not in png


@pytest.mark.parametrize(
    "sent", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture(kind="GIF"), picture()[:60], b"\x89PNG" * 9]
)
def test_what_is_no_picture_of_these_kinds_is_refused(sent):
    with pytest.raises(ValidationError, match="no picture"):
        small_png(sent)


def test_too_many_bytes_or_points_are_refused(monkeypatch):
    with pytest.raises(ValidationError, match="2 MB"):
        small_png(b"x" * (logos.LARGEST_BYTES + 1))
    monkeypatch.setattr(logos, "LARGEST_PIXELS", 100)
    with pytest.raises(ValidationError, match="too many points"):
        small_png(picture())


def test_a_refused_picture_is_told_on_the_page(company, client_for):
    page = client_for(owner_of(company)).post(
        reverse("organizations:set_logo", args=[company.slug]), {"logo": SimpleUploadedFile("a.png", b"no")}
    )

    assert page.status_code == 422
    assert "no picture that can be read" in page.text
