"""Pictures of every usual kind are read alike, and those that cannot be read are refused without a word of them."""

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.training.engine.pictures.drawing import as_png

from engine.faults import JobFault
from engine.pictures.reading import LARGEST_PICTURE, decode, read_pictures
from engine.spec import LabelledPictures


@pytest.fixture(scope="module")
def grey() -> np.ndarray:
    """A ramp of light, (height, width)."""
    return np.linspace(0, 255, 7 * 12).astype(np.uint8).reshape(7, 12)


def saved(picture, kind="PNG", **options):
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def see_through(grey):
    """Its left half is transparent."""
    alpha = np.full_like(grey, 255)
    alpha[:, :6] = 0
    return Image.merge("LA", [Image.fromarray(grey), Image.fromarray(alpha)])


KINDS = {
    "grey": lambda grey: saved(Image.fromarray(grey)),
    "colours": lambda grey: saved(Image.fromarray(grey).convert("RGB")),
    "palette": lambda grey: saved(Image.fromarray(grey).convert("P")),
    "16 bits": lambda grey: saved(Image.fromarray(grey.astype(np.uint16) * 257)),
    "16 bits in TIFF": lambda grey: saved(Image.fromarray(grey.astype(np.uint16) * 257), "TIFF"),
    "BMP": lambda grey: saved(Image.fromarray(grey), "BMP"),
    "GIF": lambda grey: saved(Image.fromarray(grey), "GIF"),
    "WebP": lambda grey: saved(Image.fromarray(grey).convert("RGB"), "WEBP", lossless=True),
    "solid alpha": lambda grey: saved(Image.fromarray(grey).convert("RGBA")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_gives_the_same_three_colours(grey, kind):
    picture = decode(KINDS[kind](grey))

    assert (picture.mode, picture.size) == ("RGB", (12, 7))
    assert np.array_equal(np.asarray(picture), np.repeat(grey[:, :, None], 3, axis=2))


def test_what_is_transparent_becomes_white(grey):
    pixels = np.asarray(decode(saved(see_through(grey))))

    assert (pixels[:, :6] == 255).all()
    assert (pixels[:, 6:, 0] == grey[:, 6:]).all()


def test_a_picture_is_turned_as_its_camera_says(grey):
    turned = Image.Exif()
    turned[0x0112] = 6  # orientation: the camera was held upright

    assert decode(saved(Image.fromarray(grey), exif=turned)).size == (7, 12)


def test_numbers_without_a_known_white_are_refused():
    with pytest.raises(ValueError, match="white"):
        decode(saved(Image.fromarray(np.zeros((4, 4), np.float32)), "TIFF"))


def test_sizes_may_differ_down_to_single_lines(do, spec, keep, stripes):
    """Three pixels high is what an image processor could take for three colours."""
    sizes = [(32, 3), (3, 40), (1, 1), (57, 23)]
    files = [as_png(each.resize(sizes[i % 4]) if i % 3 else each) for i, (each, _) in enumerate(stripes)]
    asked = LabelledPictures(path=keep(files, [label for _, label in stripes]))

    rows = do(replace(spec, data=asked, training=replace(spec.training, epochs=1))).results["rows"]

    assert rows["train"] > 20


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("spoil", [lambda content: content[: len(content) // 2], lambda _: b"%!PS-Adobe-3.0 EPSF-3.0"])
def test_a_file_that_is_no_picture_ends_the_job_with_its_row(refused, spec, keep, stripes, spoil, zipped):
    files = [as_png(picture) for picture, _ in stripes]
    files[6] = spoil(files[6])
    folder = keep(files, [label for _, label in stripes], zipped=zipped)

    fault = refused(replace(spec, data=LabelledPictures(path=folder, images="images.zip" if zipped else "images")))

    assert (fault.code, fault.params["row"]) == ("picture_unreadable", 7)
    assert "along/6" not in str(fault)


def test_a_picture_of_too_many_pixels_ends_the_job(refused, spec, keep, stripes):
    files = [as_png(picture) for picture, _ in stripes]
    files[2] = as_png(Image.new("1", (LARGEST_PICTURE // 8000 + 1, 8000)))
    folder = keep(files, [label for _, label in stripes])

    fault = refused(replace(spec, data=LabelledPictures(path=folder)))

    assert (fault.code, fault.params["row"], fault.params["millions"]) == ("picture_too_large", 3, 67)


def add_line(folder, name):
    """List one picture more."""
    with (Path(folder) / "labels.csv").open("a") as table:
        table.write(f"{name},along\n")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("along/none.png", "picture_missing"),
        ("along", "picture_missing"),  # a folder
        ("../labels.csv", "picture_outside"),
        ("/etc/hostname", "picture_outside"),
    ],
)
@pytest.mark.parametrize("images", ["images.zip", "images"])
def test_a_path_that_leads_to_no_picture_ends_the_job(refused, spec, keep, stripes, name, code, images):
    files = [as_png(picture) for picture, _ in stripes]
    folder = keep(files, [label for _, label in stripes], zipped=images == "images.zip")
    add_line(folder, name)

    fault = refused(replace(spec, data=LabelledPictures(path=folder, images=images)))

    assert (fault.code, fault.params["row"]) == (code, 91)
    assert name not in str(fault)


def test_a_link_that_leads_out_of_the_folder_is_refused(refused, spec, keep, stripes, tmp_path):
    files = [as_png(picture) for picture, _ in stripes]
    folder = keep(files, [label for _, label in stripes], zipped=False)
    (tmp_path / "secret.png").write_bytes(files[0])
    (Path(folder) / "images" / "link.png").symlink_to(tmp_path / "secret.png")
    add_line(folder, "link.png")

    assert refused(replace(spec, data=LabelledPictures(path=folder, images="images"))).code == "picture_outside"


@pytest.mark.parametrize("images", ["../images.zip", "nothing.zip"])
def test_an_archive_that_is_not_in_the_folder_is_missing(refused, spec, folder, images):
    assert refused(replace(spec, data=LabelledPictures(path=folder, images=images))).code == "file_missing"


def test_an_archive_that_is_none_is_unreadable(refused, spec, keep, stripes):
    folder = keep([as_png(picture) for picture, _ in stripes], [label for _, label in stripes])
    Path(f"{folder}/images.zip").write_bytes(b"no zip")

    assert refused(replace(spec, data=LabelledPictures(path=folder))).code == "file_unreadable"


def test_a_locked_archive_is_told_as_unreadable(tmp_path, grey):
    """Its pictures are encrypted, which the flag in its directory says."""
    with zipfile.ZipFile(tmp_path / "images.zip", "w") as archive:
        archive.writestr("a.png", as_png(Image.fromarray(grey)))
    content = (tmp_path / "images.zip").read_bytes()
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + place
        content = content[:at] + b"\x01" + content[at + 1 :]
    (tmp_path / "images.zip").write_bytes(content)

    with pytest.raises(JobFault) as fault:
        next(read_pictures(tmp_path / "images.zip", ["a.png"], table="labels.csv"))
    assert fault.value.code == "picture_unreadable"
