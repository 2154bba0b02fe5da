"""Numbers of telephones, as they are written all over the world, with and without the country's code."""

import re
from collections.abc import Iterator

import phonenumbers

from privacy.scanning.context import BEGINS, ENDS, PHONE, around
from privacy.scanning.hits import Hit

_CANDIDATE = re.compile(
    rf"{BEGINS}(?<![_@/#=.,:-])(?<![\w] [-–])(?:\+|00)?\(?\d[\d().\- \u00a0/]{{4,20}}\d"
    rf"(?:\s?(?:x|ext\.?)\s?\d{{1,6}})?(?![_@]){ENDS}",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\s?(?:x|ext\.?)\s?\d{1,6}$", re.IGNORECASE)
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_DATE = re.compile(
    rf"^(?:(?:19|20)\d\d[-./ ]{_MONTH}[-./ ]{_DAY}|(?:{_DAY}[-./ ]{_MONTH}|{_MONTH}[-./ ]{_DAY})[-./ ](?:19|20)?\d\d)"
    r"(?!\d|[-./]\d)|^(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d$"
)
_AMERICAN = re.compile(r"^(?:\+?1[-. ]?|001[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}$")
_CHINESE_MOBILE = re.compile(r"^(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}$")
_CHINESE_LINE = re.compile(r"^0\d{2,3}[- ]\d{7,8}$")
_AMOUNT = re.compile(r"[$€£¥]\s?$|\b(?:eur|usd|gbp|rmb|order|invoice|isbn|account|iban|card)\W{0,3}$", re.IGNORECASE)
DIGITS = range(7, 16)  # ITU-T E.164 ends at 15; shorter ones are services


def phones(text: str) -> Iterator[Hit]:
    """Numbers of telephones; what looks like other numbers counts only beside a word that says so."""
    for found in _CANDIDATE.finditer(text):
        number, confidence = _EXTENSION.sub("", found[0]), 0.0
        digits = sum(each.isdigit() for each in number)
        if digits in DIGITS and not _DATE.match(number) and number.count("(") == number.count(")"):
            near = bool(PHONE.search(around(text, *found.span())))
            confidence = _confidence(number, digits, near=near, after=text[: found.start()])
            confidence = max(confidence, 0.9 if _EXTENSION.search(found[0]) and near else 0)
        if confidence:
            yield Hit("phone", *found.span(), confidence)


def _confidence(number: str, digits: int, *, near: bool, after: str) -> float:
    if _AMOUNT.search(after[-20:]):
        return 0.2
    if number.startswith("+") or (number.startswith("00") and digits > 9):
        return 0.97 if near or _is_possible(number) else 0.7
    if _CHINESE_MOBILE.match(number):
        return 0.95 if near else 0.8
    if _AMERICAN.match(number) or _CHINESE_LINE.match(number):
        return 0.95 if near else 0.75
    grouped = any(not each.isdigit() for each in number)
    if near:
        return 0.85 if grouped or digits > 8 else 0.6
    return 0.55 if grouped and number.startswith("0") and digits > 8 else 0.2


def _is_possible(number: str) -> bool:
    plain = re.sub(r"\(0\)", "", number)
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(re.sub(r"^00", "+", plain)))
    except phonenumbers.NumberParseException:
        return False
