"""The matcher as a table: what each code answers to each purpose. A + is a yes, a · is a no."""

from dataclasses import replace

import pytest
from tests.terms import purposes_of

from agreements.duo import CODES
from agreements.matcher import MATCHER_VERSION, Use, match, restricts

ASKED = {
    "DUO:0000007": {"diseases": [{"code": "MONDO:0005148", "narrower": ["MONDO:0011072"]}]},
    "DUO:0000022": {"regions": ["NO", "CH"]},
    "DUO:0000028": {"institutions": ["nordhaven"]},
    "DUO:0000027": {"project": "ours"},
}
RESEARCH = Use(
    codes=frozenset({"DUO:0000042"}),
    commercial=False,
    project="ours",
    recipient="nordhaven",
    recipient_is_nonprofit=True,
    providers_take_part=True,
)
OF_DISEASE = replace(RESEARCH, codes=frozenset({"DUO:0000007"}))
USES = {
    "research": RESEARCH,
    "health": replace(RESEARCH, codes=frozenset({"DUO:0000006"})),
    "ancestry": replace(RESEARCH, codes=frozenset({"DUO:0000011"})),
    "care": replace(RESEARCH, codes=frozenset({"DUO:0000043"})),
    "diabetes": replace(OF_DISEASE, diseases=frozenset({"MONDO:0005148"})),
    "its kind": replace(OF_DISEASE, diseases=frozenset({"MONDO:0011072"})),
    "cancer too": replace(OF_DISEASE, diseases=frozenset({"MONDO:0005148", "MONDO:0004992"})),
    "unsaid": OF_DISEASE,
    "product": replace(RESEARCH, commercial=True),
    "for profit": replace(RESEARCH, recipient_is_nonprofit=False),
    "in Norway": replace(RESEARCH, region="NO"),
    "in France": replace(RESEARCH, region="FR"),
    "elsewhere": replace(RESEARCH, recipient="another"),
    "other proj": replace(RESEARCH, project="theirs"),
    "alone": replace(RESEARCH, providers_take_part=False),
}
# The columns are the uses above, in order.
TABLE = """
DUO:0000004  + + + +  + + + +  + + + +  + + +
DUO:0000042  + + + ·  + + + +  + + + +  + + +
DUO:0000006  · + · ·  + + + +  · · · ·  · · ·
DUO:0000007  · · · ·  + + · ·  · · · ·  · · ·
DUO:0000011  · · + ·  · · · ·  · · · ·  · · ·
DUO:0000012  · · · ·  · · · ·  · · · ·  · · ·
DUO:0000015  · · · ·  · · · ·  · · · ·  · · ·
DUO:0000016  · · · ·  · · · ·  · · · ·  · · ·
DUO:0000018  + + + +  + + + +  · · + +  + + +
DUO:0000019  + + + +  + + + +  + + + +  + + +
DUO:0000020  + + + +  + + + +  + + + +  + + ·
DUO:0000021  + + + +  + + + +  + + + +  + + +
DUO:0000022  · · · ·  · · · ·  · · + ·  · · ·
DUO:0000024  + + + +  + + + +  + + + +  + + +
DUO:0000025  + + + +  + + + +  + + + +  + + +
DUO:0000026  + + + +  + + + +  + + + +  + + +
DUO:0000027  + + + +  + + + +  + + + +  + · +
DUO:0000028  + + + +  + + + +  + + + +  · + +
DUO:0000029  + + + +  + + + +  + + + +  + + +
DUO:0000043  · · · +  · · · ·  · · · ·  · · ·
DUO:0000044  + + · +  + + + +  + + + +  + + +
DUO:0000045  + + + +  + + + +  + · + +  + + +
DUO:0000046  + + + +  + + + +  · + + +  + + +
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_code_answers_each_use_as_the_table_says(row):
    code, *said = row
    purposes = purposes_of(code, commercial=True, **ASKED.get(code, {}))

    answered = {name: "·+"[match(purposes, use).matches] for name, use in USES.items()}
    assert answered == dict(zip(USES, said, strict=True))


def test_the_table_has_every_code():
    assert {row[0] for row in ROWS} == set(CODES)


def test_one_code_that_says_no_is_enough_and_the_rationale_says_which():
    found = match(purposes_of("DUO:0000042", "DUO:0000016", commercial=False), replace(RESEARCH, commercial=True))

    assert not found.matches
    assert found.rationale == [
        {"code": "DUO:0000042", "fits": True},
        {"code": "DUO:0000016", "fits": False},
        {"code": "entente:non-commercial", "fits": False},
    ]


def test_terms_that_rule_nothing_out_ask_for_no_purpose():
    assert not restricts(purposes_of("DUO:0000004", "DUO:0000019", commercial=True))
    assert restricts(purposes_of("DUO:0000004"))  # not commercial
    assert restricts(purposes_of("DUO:0000019", commercial=True))  # says no purpose at all
    assert restricts(purposes_of("DUO:0000004", commercial=True, project="ours"))


def test_the_matcher_has_a_version():
    assert MATCHER_VERSION == "3"
