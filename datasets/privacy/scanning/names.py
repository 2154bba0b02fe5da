"""Names of persons: by lists of names, titles, and words that introduce them.

There is no model behind it: `benchmarks.pii` measures what is missed.
"""

import re
from collections.abc import Iterator

from privacy.scanning.gazetteers import SURNAMES_ZH, WORDS, given_names, surnames
from privacy.scanning.hits import Hit

LONE = 0.4  # of a value that is one name and nothing else: whether it is one, the whole column says
_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_WORD = rf"{_UPPER}[^\W\d_]*(?:['’-][^\W\d_]+)*"
_PARTICLE = r"(?:van|von|de|der|den|da|di|del|della|dos|du|la|le|el|al|bin|ibn|ter|zu)"
_CAPITALS = re.compile(rf"(?<![\w@.]){_WORD}(?:[ \t]+(?:{_UPPER}\.?(?=\s)|{_PARTICLE}|{_WORD}))*", re.UNICODE)
_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|herr|frau|monsieur|madame|señor|señora)\.?[ \t]+$", re.IGNORECASE
)
_TITLES = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Herr|Frau)\.?$")
_SAYING = re.compile(
    r"(?:\bname(?:[ \t]+is|[ \t]*[:?]|[ \t]+on the[^:]{1,20}:?)|\b(?:says|said|told|asked|starring|named|met)"
    r"|\bi(?:['’]m| am)|\bcalls? me|\bthis is|\bdear|\bhi|\bhello|\bsigned|\bsincerely|\bregards"
    r"|\b(?:directed|written|sung|played|produced|novel) by|\bpatient|\battn\.?:?)[ \t,:]*$",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_][\w'’.-]*")
_HAN = r"[\u4e00-\u9fff]"
_SURNAME = "|".join(sorted(SURNAMES_ZH, key=len, reverse=True))
_CHINESE = re.compile(
    rf"(?:姓名|患者|联系人|收件人|我叫|名叫|我是|病人|申请人|负责人)\s*(?:是|为)?\s*[:：]?\s*(?P<told>(?:{_SURNAME}){_HAN}{{1,2}})"
    rf"(?![\u4e00-\u9fff])|(?P<called>(?:{_SURNAME}){_HAN}{{0,2}}?)(?=先生|女士|小姐|医生|教授|老师|主任)"
)
_STREETS = "street st avenue road lane drive court square hill hills points point union courts place"
STREETS = frozenset(_STREETS.split())
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_MONTHS = "january february march april may june july august september october november december"
_MONTHS_AND_DAYS = frozenset(f"{_DAYS} {_MONTHS}".split())


def persons(text: str) -> Iterator[Hit]:
    """Names of persons, in Latin and other letters with capitals, and in Chinese where something introduces them."""
    for found in _CAPITALS.finditer(text):
        yield from _in_capitals(text, found)
    for found in _CHINESE.finditer(text):
        name = found.lastgroup or ""
        yield Hit("person", *found.span(name), 0.85)


def _in_capitals(text: str, found: "re.Match[str]") -> Iterator[Hit]:
    """The longest run within words with capitals that begins with a name."""
    before = text[max(0, found.start() - 40) : found.start()]
    tokens = [token for token in _TOKEN.finditer(text, *found.span()) if not _TITLES.match(token[0])]
    if not tokens or tokens[-1][0].lower() in STREETS:
        return
    titled = _TITLE.search(before) or len(tokens) < len(_TOKEN.findall(found[0]))
    if titled or _SAYING.search(before):
        known = [token for token in tokens if _rank(token[0])]
        if titled or known or len(tokens) > 1:
            confidence = 0.9 if titled or len(known) > 1 else 0.75 if known else 0.55
            yield Hit("person", tokens[0].start(), tokens[-1].end(), confidence)
            return
    first = next((at for at, token in enumerate(tokens) if _rank(token[0]) > 1), None)
    if first is None:
        return
    run = tokens[first:]
    others = [token for token in run[1:] if len(token[0].rstrip(".")) > 1]
    if others:
        sure = sum(_rank(token[0]) > 0 for token in others)
        yield Hit("person", run[0].start(), run[-1].end(), 0.9 if sure else 0.65)
    elif run[0][0].lower() not in WORDS and len(run[0][0]) > 2:
        alone = run[0].end() - run[0].start() == len(text.strip())  # a category as likely as a person
        yield Hit("person", run[0].start(), run[-1].end(), LONE if alone else 0.55)


def _rank(token: str) -> int:
    """2: a given name; 1: a family name; 0: neither."""
    name = token.lower().removesuffix("'s").removesuffix("’s").rstrip(".")
    if name in _MONTHS_AND_DAYS or len(name) < 2:
        return 0
    if name in given_names():
        return 2 if name not in WORDS else 1
    return int(name in surnames())
