"""What a simple model reads of a row: runs of letters, numbers and categories, or a picture in the small."""

import io
import zipfile
from collections.abc import Mapping, Sequence, Set
from typing import Any

import numpy as np
import pyarrow as pa
from PIL import Image
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, OneHotEncoder, StandardScaler

from catalog.profiling.albums import UNREADABLE, in_grey

SIDE = 24  # of a picture
WIDTH = 128  # features that are kept of texts and pictures
MOST_LETTERS = 1_000  # that are read of a text
MOST_DIFFERENT = 50  # categories of a column
FEW_CLASSES = 10  # that can be told apart by all runs of letters in bounded time
PROSE = 0.5  # of a column's values are different where people wrote it
READ = {"text": "texts", "integer": "numbers", "number": "numbers", "boolean": "categories"}  # by kind
WRITTEN = ("text", "second")  # roles


def written_in(
    table: pa.Table, columns: Sequence[Mapping[str, Any]], besides: Set[str]
) -> tuple[Any, dict[str, list[str]]]:
    """The columns to read as a frame, and their names by how they are read; of texts with a label the text alone."""
    written = [each["name"] for each in columns if each.get("role") in WRITTEN]
    kinds: dict[str, list[str]] = {"texts": [], "numbers": [], "categories": []}
    for each in columns:
        name, kind = each["name"], READ.get(each["kind"], "")
        if kind and name not in besides and (name in written or not written):
            kind = "texts" if name in written else kind if kind != "texts" else _how(table[name])
            kinds.setdefault(kind, []).append(name)
    kinds.pop("", None)
    names = [name for some in kinds.values() for name in some]
    frame = table.select(names).to_pandas()
    for name in kinds["texts"] + kinds["categories"]:
        frame[name] = frame[name].fillna("").astype(str).str.slice(0, MOST_LETTERS)
    return frame, kinds


def _how(column: pa.ChunkedArray) -> str:
    """Texts, categories; or nothing, of codes that name each row."""
    different = len(column.unique()) / max(len(column), 1)
    if different < PROSE:
        return "categories"
    return "texts" if any(" " in (value or "").strip() for value in column.slice(0, 100).to_pylist()) else ""


def pictures_of(archive: zipfile.ZipFile, names: Sequence[str | None]) -> np.ndarray:
    """Each picture in grey and the small, as (n, SIDE²); what can't be opened is black."""
    found = np.zeros((len(names), SIDE * SIDE), dtype=np.float32)
    for at, name in enumerate(names):
        try:
            with archive.open(name or "") as entry, Image.open(io.BytesIO(entry.read())) as picture:
                picture.draft("L", (4 * SIDE, 4 * SIDE))  # a JPEG needn't be decoded in full
                found[at] = np.asarray(in_grey(picture).convert("L").resize((SIDE, SIDE)), dtype=np.float32).ravel()
        except UNREADABLE:
            continue
    return found


def features_of(frame: Any, kinds: Mapping[str, list[str]], *, classes: int) -> Any:
    """The features (n, many) of the columns of `kinds`; no label is looked at. Many classes get short features."""
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    categories = OneHotEncoder(max_categories=MOST_DIFFERENT)
    texts = [(f"text {name}", _letters(short=classes > FEW_CLASSES), name) for name in kinds["texts"]]
    others = [("numbers", numbers, kinds["numbers"]), ("categories", categories, kinds["categories"])]
    return ColumnTransformer([*texts, *others]).fit_transform(frame)


def _letters(*, short: bool) -> Any:
    runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=2, max_features=50_000, sublinear_tf=True)
    return make_pipeline(runs, TruncatedSVD(WIDTH, random_state=0), Normalizer(copy=False)) if short else runs


def shortened(pictures: np.ndarray) -> np.ndarray:
    """The features (n, few) of pictures."""
    parts = PCA(min(WIDTH // 2, *pictures.shape), random_state=0)
    made: np.ndarray = make_pipeline(StandardScaler(), parts, StandardScaler()).fit_transform(pictures)
    return made
