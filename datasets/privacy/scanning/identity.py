"""Identity numbers of persons, country by country, with their check digits (python-stdnum).

A number whose form is common counts only beside a word that says what it is, or where a whole column passes the check.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum.au import tfn
from stdnum.be import nn
from stdnum.br import cpf
from stdnum.ca import sin
from stdnum.ch import ssn as ahv
from stdnum.cn import ric
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.in_ import aadhaar
from stdnum.it import codicefiscale
from stdnum.kr import rrn
from stdnum.mx import curp
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.se import personnummer
from stdnum.us import itin, ssn

from privacy.scanning.context import BEGINS, ENDS, around
from privacy.scanning.hits import Hit


@dataclass(frozen=True)
class Number:
    """A country's number: its form, its check, how sure it is by itself, and the words that make it sure."""

    country: str
    form: re.Pattern[str]
    check: Callable[[str], bool]
    alone: float
    words: re.Pattern[str]


def _number(country: str, form: str, check: Callable[[str], bool], alone: float, words: str) -> Number:
    pattern = re.compile(rf"{BEGINS}(?<!\d[.-])(?:{form})(?![.-]\d){ENDS}", re.IGNORECASE)
    return Number(country, pattern, check, alone, re.compile(words, re.IGNORECASE))


def _is_nino(value: str) -> bool:
    """A British National Insurance number: it has no check digit, but letters that never occur.

    HMRC manual NIM39110.
    """
    plain = re.sub(r"\W", "", value).upper()
    taken = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
    return plain[:2] not in taken and not set(plain[:2]) & set("DFIQUV") and plain[1] != "O"


NUMBERS = (
    _number("CN", r"[1-9]\d{16}[\dX]", ric.is_valid, 0.99, r"身份证|证件号|公民身份|resident id"),
    _number("US", r"\d{3}-\d{2}-\d{4}", ssn.is_valid, 0.85, r"\bssn\b|social security"),
    _number("US", r"\d{3} \d{2} \d{4}|\d{9}", ssn.is_valid, 0.3, r"\bssn\b|social security"),
    _number("US", r"9\d{2}-\d{2}-\d{4}", itin.is_valid, 0.85, r"\bitin\b|taxpayer"),
    _number(
        "GB", r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]", _is_nino, 0.85, r"national insurance|\bnino\b|\bni (?:no|number)"
    ),
    _number("GB", r"\d{3}[ -]?\d{3}[ -]?\d{4}", nhs.is_valid, 0.3, r"\bnhs\b"),
    _number("FR", r"[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}", nir.is_valid, 0.95, r"\bnir\b|s[ée]cu"),
    _number("DE", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", idnr.is_valid, 0.3, r"steuer|identifikationsn|\bidnr\b|\btin\b"),
    _number("ES", r"\d{8}[ -]?[A-Z]", dni.is_valid, 0.9, r"\bdni\b|\bnif\b"),
    _number("ES", r"[XYZ][ -]?\d{7}[ -]?[A-Z]", nie.is_valid, 0.95, r"\bnie\b"),
    _number("IT", r"[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]", codicefiscale.is_valid, 0.99, r"codice fiscale"),
    _number("NL", r"\d{9}|\d{4}[. ]\d{2}[. ]\d{3}", bsn.is_valid, 0.3, r"\bbsn\b|burgerservice|sofi"),
    _number("BE", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", nn.is_valid, 0.97, r"rijksregister|registre national"),
    _number("PL", r"\d{11}", pesel.is_valid, 0.4, r"\bpesel\b"),
    _number("SE", r"(?:\d{2})?\d{6}[-+]\d{4}", personnummer.is_valid, 0.85, r"personnummer"),
    _number("FI", r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Z]", hetu.is_valid, 0.97, r"henkil|\bhetu\b"),
    _number("DK", r"\d{6}-?\d{4}", cpr.is_valid, 0.3, r"\bcpr\b|personnummer"),
    _number("NO", r"\d{6} ?\d{5}", fodselsnummer.is_valid, 0.4, r"f[øo]dselsnummer"),
    _number("CH", r"756\.?\d{4}\.?\d{4}\.?\d{2}", ahv.is_valid, 0.97, r"\bahv\b|\bavs\b"),
    _number("BR", r"\d{3}\.\d{3}\.\d{3}-\d{2}", cpf.is_valid, 0.97, r"\bcpf\b"),
    _number("IN", r"[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}", aadhaar.is_valid, 0.4, r"aadh?aar|\buid\b"),
    _number("KR", r"\d{6}-[1-8]\d{6}", rrn.is_valid, 0.9, r"주민등록"),
    _number("MX", r"[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d", curp.is_valid, 0.99, r"\bcurp\b"),
    _number("CA", r"\d{3}[ -]\d{3}[ -]\d{3}", sin.is_valid, 0.3, r"\bsin\b|social insurance"),
    _number("AU", r"\d{3} ?\d{3} ?\d{3}", tfn.is_valid, 0.3, r"\btfn\b|tax file"),
)


_ANY = re.compile(r"(?:\d[ .-]?){5}|[A-Z]{6}\d\d[A-Z]", re.IGNORECASE)  # what each of them has


def identities(text: str) -> Iterator[Hit]:
    """Identity numbers that pass their country's check."""
    if not _ANY.search(text):
        return
    for number in NUMBERS:
        for found in number.form.finditer(text):
            if not number.check(found[0]):
                continue
            near = number.words.search(around(text, *found.span()))
            yield Hit("identity", *found.span(), 0.97 if near else number.alone, number.country)
