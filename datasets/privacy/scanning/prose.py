"""Places, organizations, addresses, birth dates and numbers of records, as text mentions them."""

import re
from collections.abc import Iterator

from privacy.scanning.context import BIRTH, RECORD
from privacy.scanning.gazetteers import places, places_zh
from privacy.scanning.hits import Hit


def _any(*ways: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(ways), flags)


_NAME = r"[^\W\d_a-zß-öø-ÿ][\w'’&.-]*"
_LEGAL = (
    r"(?:Inc|Corp(?:oration)?|Ltd|Limited|LLC|LLP|PLC|GmbH|AG|S\.?A|B\.?V|Group|Holdings?|Company|Co|Partners|Bank"
    r"|University|College|Institute|Hospital|Clinic|Foundation|Association|Agency|Laborator(?:y|ies)|Capital)"
)
_ORGANIZATION = _any(
    rf"(?<!\w)(?:{_NAME}(?:,? (?:and|&) |,? )){{1,5}}{_LEGAL}\b\.?",
    rf"(?<!\w){_NAME}, {_NAME} and {_NAME}(?!\w)",
    rf"(?<!\w)University of {_NAME}",
    r"[\u4e00-\u9fff]{2,12}?(?:有限公司|公司|大学|医院|银行|集团|学院|研究所|委员会)",
    flags=re.NOFLAG,
)
_STREET = (
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|court|ct|square|boulevard|blvd|terrace|place|crescent|way|close"
    r"|highway|parkway|strasse|straße|str|gasse|weg|platz|vej|gade|gata|gatan|vägen|katu|tie|laan|straat)"
)
_ENDINGS = r"(?:strasse|straße|gasse|weg|platz|vej|gade|gata|gatan|vägen|katu|tie|laan|straat)"
_BEGINNINGS = r"(?:calle|rua|rue|via|viale|vicolo|avenida|avenue|ulica|ul\.|plaza|piazza|strada|corso)"
WORDS_OF_A_PLACE = 5
_CAPITAL = re.compile(r"[^\W\d_][\w.'’-]*")
_HAN_LETTER = re.compile(r"[\u4e00-\u9fff]")
_HAN = r"[\u4e00-\u9fff]"
_ADDRESS = _any(
    rf"\b\d{{1,6}}[a-z]?(?:,? [\w.'’-]+){{1,4}}?[ ]{_STREET}\b\.?(?:[ ,\n]+(?:apt|suite|unit|flat)\.? ?#?\w{{1,6}})?",
    rf"\b[^\W\d_]{{3,}}{_ENDINGS}[ ]\d{{1,4}}[a-z]?\b",
    rf"\b{_BEGINNINGS}[ ][\w .'’-]{{3,40}}?[ ,]\d{{1,5}}\b",
    r"\b\d{1,5},? (?:rue|avenue|boulevard|place|chemin)[ ][\w .'’-]{3,30}",
    r"\b(?:apt|suite)\.? \d{1,5}\b",
    r"\bp\.? ?o\.? box \d{1,6}\b",
    r"\b(?:psc|unit|cmr) \d{3,5},? box \d{3,5}\s+[afd]po \w\w \d{5}\b",
    rf"{_HAN}{{2,9}}[省市区县镇]{_HAN}{{1,12}}[路街道巷弄村]\s?\d{{1,5}}\s?[号弄](?:[\u4e00-\u9fff\d]{{0,8}}(?:室|楼|单元))?",
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_TH = r"(?:st|nd|rd|th)?"
DAY = _any(
    r"\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])\b",
    r"\b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d\b",
    rf"\b\d{{1,2}}{_TH}(?: of)? {_MONTH},? (?:19|20)\d\d\b",
    rf"\b{_MONTH} \d{{1,2}}{_TH},? (?:19|20)\d\d\b",
    r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日",
)
_RECORD = _any(rf"(?:{RECORD.pattern})\W{{0,4}}(?:is\s+|是|为)?(?P<number>[A-Z]{{0,5}}-?\d{{4,14}})")


def named_places(text: str) -> Iterator[Hit]:
    """Countries and large cities."""
    words = list(_CAPITAL.finditer(text))
    for place, first in enumerate(words):
        for last in reversed(words[place : place + WORDS_OF_A_PLACE]):
            if text[first.start() : last.end()] in places():
                yield Hit("place", first.start(), last.end(), 0.7)
                break
    for found in _HAN_LETTER.finditer(text):
        for name in places_zh().get(found[0], ()):
            if text.startswith(name, found.start()):
                yield Hit("place", found.start(), found.start() + len(name), 0.7)
                break


def organizations(text: str) -> Iterator[Hit]:
    """Organizations whose names say what they are."""
    for found in _ORGANIZATION.finditer(text):
        yield Hit("organization", *found.span(), 0.7 if found[0].isascii() else 0.55)


def addresses(text: str) -> Iterator[Hit]:
    """Streets with numbers, boxes and flats, as several countries write them."""
    for found in _ADDRESS.finditer(text):
        yield Hit("address", *found.span(), 0.75)


def birth_dates(text: str) -> Iterator[Hit]:
    """Days close behind, or before, a word for being born."""
    for found in DAY.finditer(text):
        if BIRTH.search(text[max(0, found.start() - 30) : found.start()]) or text[found.end() :][:3].startswith("出生"):
            yield Hit("birth_date", *found.span(), 0.9)


def records(text: str) -> Iterator[Hit]:
    """Numbers by which records of patients, customers and the like are known."""
    for found in _RECORD.finditer(text):
        yield Hit("record", *found.span("number"), 0.8)
