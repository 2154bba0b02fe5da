"""Files that would harm, or lie: each is refused with a sentence, and nothing half-made is left (`refused` looks)."""

import bz2
import gzip
import io
import lzma
import pickle
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

ROWS = "text,label\n" + "".join(f"the pump number {i} runs,{'wear' if i % 2 else 'heat'}\n" for i in range(30))


def a_zip(*members: tuple[str | zipfile.ZipInfo, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, content in members or (("rows.csv", ROWS),):
            archive.writestr(name, content, packing)
    return made.getvalue()


def a_link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    return entry


def in_directory(content: bytes, at: int, code: str, value: int) -> bytes:
    """A zip with another value in the first entry of its directory, `at` bytes from its start."""
    place = content.index(b"PK\x01\x02") + at
    return content[:place] + struct.pack(code, value) + content[place + struct.calcsize(code) :]


def overlapping() -> bytes:
    content = a_zip(("a.csv", ROWS), ("b.csv", ROWS))
    place = content.rindex(b"PK\x01\x02") + 42  # where the second file starts
    return content[:place] + struct.pack("<I", 0) + content[place + 4 :]


def a_tar(*entries: tuple[str, bytes, bytes], packed: bool = True) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz" if packed else "w") as archive:
        for name, kind, content in entries or ((("rows.csv", tarfile.REGTYPE, ROWS.encode())),):
            entry = tarfile.TarInfo(name)
            entry.type, entry.size, entry.linkname = kind, len(content), "/etc/passwd"
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def long_name() -> bytes:
    """A tar whose file has a name of two megabytes."""
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 2 << 20
    return header.tobuf() + b"x" * (2 << 20) + tarfile.TarInfo("x").tobuf() + bytes(1024)


def a_picture(format_: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    made = io.BytesIO()
    Image.effect_noise(size, 50).save(made, format_)
    return made.getvalue()


def huge_picture() -> bytes:
    """A picture that says to be 100,000 pixels wide and high."""
    content = a_picture()
    header = b"IHDR" + struct.pack(">II", 100_000, 100_000) + content[24:29]
    return content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]


def one_text_many_times() -> bytes:
    """A Parquet file of 100 kB that keeps a text once, and names it in 2,000 rows."""
    texts = pa.array(["x" * 100_000])
    made = io.BytesIO()
    rows = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), texts)
    pq.write_table(pa.table({"text": rows}), made, compression="none")
    return made.getvalue()


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "parent": ("set.zip", lambda: a_zip(("../rows.csv", ROWS)), "the name “../rows.csv” leads out of the archive"),
    "deep parent": ("set.zip", lambda: a_zip(("a/../../rows.csv", ROWS)), "leads out of the archive"),
    "backslashes": ("set.zip", lambda: a_zip(("a\\..\\..\\rows.csv", ROWS)), "leads out of the archive"),
    "absolute": ("set.zip", lambda: a_zip(("/etc/rows.csv", ROWS)), "the name “/etc/rows.csv” leads out"),
    "drive": ("set.zip", lambda: a_zip(("C:/rows.csv", ROWS)), "the name “C:/rows.csv” leads out"),
    "long name": ("set.zip", lambda: a_zip(("a/" * 600 + "rows.csv", ROWS)), "or is too long"),
    "control": ("set.zip", lambda: a_zip(("ro\x07ws.csv", ROWS)), "the name “ro�ws.csv” holds control characters"),
    "case": ("set.zip", lambda: a_zip(("Rows.csv", ROWS), ("rows.csv", ROWS)), "“rows.csv” and “Rows.csv” differ by"),
    "unicode": ("set.zip", lambda: a_zip(("caf\u00e9.csv", ROWS), ("cafe\u0301.csv", ROWS)), "differ by nothing but"),
    "twice": ("set.zip", lambda: a_zip(("rows.csv", ROWS), ("rows.csv", ROWS)), "“rows.csv” and “rows.csv” differ by"),
    "link": ("set.zip", lambda: a_zip((a_link("rows.csv"), "/etc/passwd")), "“rows.csv” is a link or a device"),
    "encrypted": ("set.zip", lambda: in_directory(a_zip(), 8, "<H", 1), "“rows.csv” is locked by a password"),
    "bzip2": ("set.zip", lambda: a_zip(packing=zipfile.ZIP_BZIP2), "“rows.csv” is packed in an unusual way"),
    "lzma": ("set.zip", lambda: a_zip(packing=zipfile.ZIP_LZMA), "“rows.csv” is packed in an unusual way"),
    "overlap": ("set.zip", overlapping, "set.zip unpacks to far more than data do"),
    "lies small": ("set.zip", lambda: in_directory(a_zip(), 24, "<I", 100), "rows.csv is damaged or not complete"),
    "lies large": ("set.zip", lambda: in_directory(a_zip(), 24, "<I", 9999), "rows.csv is damaged or not complete"),
    "lies about the sum": ("set.zip", lambda: in_directory(a_zip(), 16, "<I", 7), "rows.csv is damaged"),
    "lies huge": ("set.zip", lambda: in_directory(a_zip(), 24, "<I", 2**32 - 2), "unpacks to far more than data do"),
    "cut": ("set.zip", lambda: a_zip()[:-40], "set.zip is damaged or not complete"),
    "beheaded": ("set.zip", lambda: a_zip()[:4] + a_zip()[200:], "is damaged or not complete"),
    "zeros": ("set.zip", lambda: a_zip(("rows.csv", bytes(4 << 20))), "set.zip unpacks to far more than data do"),
    "zip in zip": (
        "set.zip",
        lambda: a_zip(("labels.csv", ROWS), ("images.zip", a_zip())),
        "set.zip: “images.zip” is an archive of its own. Unpack it",
    ),
    "nothing": ("set.zip", lambda: a_zip(("README.md", "Nothing else.")), "set.zip holds no file that can be read"),
    "spreadsheet": ("rows.xlsx", lambda: a_zip(("xl/workbook.xml", "<x/>")), "rows.xlsx is an office document"),
    "model": ("model.zip", lambda: a_zip(("m/data.pkl", pickle.dumps({}))), "m/data.pkl is a pickle, which can run"),
    "pickle": ("rows.pkl", lambda: pickle.dumps([1]), "rows.pkl is a pickle, which can run programs"),
    "old pickle": ("rows.csv", lambda: b"cos\nsystem\n(S'true'\ntR.", "rows.csv is a pickle"),
    "tar parent": ("set.tar.gz", lambda: a_tar(("../rows.csv", tarfile.REGTYPE, b"a,b\n")), "leads out of the archive"),
    "tar link": ("set.tar.gz", lambda: a_tar(("rows.csv", tarfile.SYMTYPE, b"")), "“rows.csv” is a link or a device"),
    "tar hard link": ("set.tar", lambda: a_tar(("rows.csv", tarfile.LNKTYPE, b""), packed=False), "is a link"),
    "tar device": ("set.tar", lambda: a_tar(("rows.csv", tarfile.CHRTYPE, b""), packed=False), "is a link or a device"),
    "tar cut": ("set.tar.gz", lambda: a_tar()[:-30], "is damaged or not complete"),
    "tar name": ("set.tar", long_name, "set.tar is damaged or not complete"),
    "tar zeros": ("set.tgz", lambda: a_tar(("rows.csv", tarfile.REGTYPE, bytes(4 << 20))), "unpacks to far more"),
    "gzip zeros": ("rows.csv.gz", lambda: gzip.compress(b"a,b\n" + b"0,0\n" * (1 << 20)), "unpacks to far more"),
    "parquet": ("rows.parquet", one_text_many_times, "rows.parquet unpacks to far more than data do"),
    "gzip cut": ("rows.csv.gz", lambda: gzip.compress(ROWS.encode())[:-30], "rows.csv.gz is damaged or not complete"),
    "gzip lies": ("rows.csv.gz", lambda: gzip.compress(ROWS.encode())[:-8] + bytes(8), "rows.csv.gz is damaged"),
    "xz": ("rows.csv.xz", lambda: lzma.compress(ROWS.encode()), "files of this kind (XZ) are not read"),
    "bz2": ("rows.csv.bz2", lambda: bz2.compress(ROWS.encode()), "files of this kind (bzip2) are not read"),
    "program": ("rows.csv", lambda: b"\x7fELF" + bytes(range(256)) * 9, "files of this kind (program) are not read"),
    "noise": ("rows.csv", lambda: bytes(range(1, 32)) * 99, "files of this kind (.csv) are not read"),
    "numpy": ("rows.npy", lambda: b"\x93NUMPY\x01\x00" + bytes(99), "files of this kind (NumPy) are not read"),
    "pdf": ("rows.pdf", lambda: b"%PDF-1.7\n" + b"x" * 99, "files of this kind (PDF) are not read"),
    "one picture": ("cat.png", a_picture, "cat.png is a single picture"),
    "no picture": (
        "set.zip",
        lambda: a_zip(("a/x.png", ROWS), ("b/y.png", "<svg/>")),
        "row 1: this is no picture",
    ),
    "cut pictures": (
        "set.zip",
        lambda: a_zip(("a/x.png", a_picture()[:60]), ("b/y.jpg", b"")),
        "the picture is damaged",
    ),
    "huge picture": (
        "set.zip",
        lambda: a_zip(("a/x.png", huge_picture()), ("b/y.png", huge_picture())),
        "64 megapixels",
    ),
    "lonely list": (
        "coco.json",
        lambda: b'{"images": [{"id": 1, "file_name": "a.png"}]}',
        "lists boxes, but there",
    ),
    "spaces": ("rows.csv", lambda: b" \n\n \t\n" * 99, "rows.csv is empty"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("case", REFUSED)
def test_a_harmful_file_is_refused_and_its_owner_told_why(refused, monkeypatch, case):
    monkeypatch.setattr("catalog.formats.unpacking.SMALL_ENOUGH_BYTES", 1 << 20)  # bombs need not be large to be seen
    name, content, sentence = REFUSED[case]

    assert any(sentence in said for said in refused(content(), name)), refused(content(), name)


def test_a_folder_with_a_link_is_refused(refused, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "rows.csv").symlink_to("/etc/passwd")

    assert refused(folder, "set") == ["set: “rows.csv” is a link or a device, not a file. Put the file itself there."]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.csv.gz", gzip.compress(ROWS.encode())),
        ("set.zip", a_zip()),
        ("set.zip", a_zip(packing=zipfile.ZIP_STORED)),
        ("set.tar.gz", a_tar()),
        ("set.tar", a_tar(packed=False)),
    ],
)
def test_what_is_packed_honestly_is_read(bring, name, content):
    assert bring(content, name).schema.classes == {"heat": 15, "wear": 15}


def test_formulas_are_kept_as_text_and_said(bring):
    brought = bring(
        ROWS
        + "=HYPERLINK(A1),wear\n@SUM(A1),wear\n-5 degrees outside,wear\n=cmd|' /C calc'!A0,heat\n@anna hello,wear\n"
    )

    assert brought.rows[30]["text"] == "=HYPERLINK(A1)"
    assert brought.repaired == [
        "rows.csv, row 31, column “text”: “=HYPERLINK(A1)” begins as a spreadsheet's formula. It is kept as text and "
        "never computed, and so are 2 more."
    ]
