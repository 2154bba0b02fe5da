"""Which languages texts are written in, by py3langid (LangID, Lui and Baldwin 2012), whose model comes with it."""

from collections import Counter
from collections.abc import Iterable
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from catalog.profiling.opening import Opened, quoted

SAMPLE = 1_000  # texts
LONGEST = 400  # letters that are read of each
SHORTEST = 20  # letters: less says little; of Chinese, Japanese and Korean, which have more in each, a third
LEAST = 0.02  # of the texts: fewer are rather taken for it than written in it
MOST = 4
SAME = {"wuu": "zh", "zh-Hant": "zh", "pcm": "en", "zxx": ""}  # kinds of a language that so few letters don't tell


def languages_in(connection: Opened, column: str, type_: str) -> list[tuple[str, float]]:
    """The languages of a column by their codes (ISO 639), each with its share of the texts that say it."""
    text = f"array_to_string({quoted(column)}, ' ')" if type_.endswith("[]") else quoted(column)
    question = f"""SELECT left({text}, {LONGEST}) FROM rows WHERE {quoted(column)} IS NOT NULL
                   USING SAMPLE reservoir({SAMPLE} ROWS) REPEATABLE (1)"""  # noqa: S608  # a column's quoted name
    return _shares(text for (text,) in connection.execute(question).fetchall())


def _shares(texts: Iterable[str]) -> list[tuple[str, float]]:
    codes = (_identifier().classify(text)[0] for text in texts if _says_enough(text))
    found = Counter(SAME.get(code, code) for code in codes)
    found.pop("", None)
    shares = [(code, texts / found.total()) for code, texts in found.most_common(MOST)]
    return [(code, round(share, 3)) for code, share in shares if share >= LEAST]


def _says_enough(text: str) -> bool:
    dense = sum("\u3040" <= letter <= "\ud7a3" for letter in text)
    return len(text) + 2 * dense >= SHORTEST and (dense > 0 or " " in text.strip())  # an address or a path has no blank


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)
