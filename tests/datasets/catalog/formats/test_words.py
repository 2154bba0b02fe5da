"""Every fault that can be found has a sentence, and every sentence its fault."""

import re
from pathlib import Path

import catalog
from catalog.fault_words import WORDS

APP = Path(catalog.__file__).parent
TOLD_ELSEWHERE = ("fault_words.py", "errand.py")
SOURCE = "".join(path.read_text() for path in APP.rglob("*.py") if not path.name.endswith(TOLD_ELSEWHERE))


def test_every_fault_has_its_sentence():
    assert set(re.findall(r'\b[Ff]ault\(\s*"([a-z_]+)"', SOURCE)) <= WORDS.keys()


def test_every_sentence_is_of_a_fault():
    assert WORDS.keys() <= set(re.findall(r'"([a-z_]+)"', SOURCE))
