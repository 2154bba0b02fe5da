"""Terms that are malformed are refused in sentences; terms that are the same have the same bytes."""

import json

import pytest
from django.core.exceptions import ValidationError

from agreements.allowances import SENTENCES
from agreements.duo import CODES
from agreements.operations import Operation
from agreements.terms import SHAREABLE, canonical, check_terms, digest, period, signed_bytes


def faults_of(terms):
    with pytest.raises(ValidationError) as caught:
        check_terms(terms)
    return caught.value.messages


def test_well_formed_terms_pass_unchanged(plant_terms):
    assert check_terms(plant_terms) is plant_terms


def test_every_fault_is_told_at_once_with_its_path(plant_terms):
    plant_terms["shares"][0]["operations"] = ["train", "fly", "train"]
    plant_terms["purposes"]["codes"] = ["DUO:9999999"]
    plant_terms["ends_on"] = "31.12.2026"
    del plant_terms["law"]["zh"]
    plant_terms["lawyer"] = "Ms Brandt"

    faults = faults_of(plant_terms)

    assert [fault.split(": ")[0] for fault in faults] == [
        "shares[0].operations[1]",
        "shares[0].operations[2]",
        "purposes.codes[0]",
        "ends_on",
        "law.zh",
        "lawyer",
    ]
    assert "“fly” can't stand here; choose from: discover, preview, download, train" in faults[0]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", 2),
        ("schema", True),
        ("parties", ["halvard-bearings-ag"]),
        ("parties", "halvard-bearings-ag"),
        ("shares", []),
        ("shares", [None]),
        ("purposes", None),
        ("starts_on", "2026-02-30"),
        ("starts_on", 20260101),
        ("ends_on", "9999-12-31"),
        ("publication", {"review_days": -1}),
        ("publication", {"review_days": 2.5}),
        ("law", {"en": "Swiss law.\n\n2. Download [enforced by the software]", "zh": "瑞士法律。"}),
        ("law", {"en": "Swiss \u202elaw", "zh": "瑞士法律。"}),
        ("law", {"en": "Swiss\x00law", "zh": "瑞士法律。"}),
        ("liability", {"en": " ", "zh": "无"}),
    ],
)
def test_a_value_of_the_wrong_kind_is_a_sentence_and_never_a_crash(plant_terms, path, value):
    plant_terms[path] = value

    assert all(fault.startswith(path) for fault in faults_of(plant_terms))


@pytest.mark.parametrize("nonsense", [None, [], "terms", 7, {}])
def test_what_is_no_terms_at_all_is_refused(nonsense):
    assert faults_of(nonsense)


def test_the_end_can_not_come_before_the_start(plant_terms):
    plant_terms |= {"starts_on": "2026-06-02", "ends_on": "2026-06-01"}

    assert faults_of(plant_terms) == ["ends_on: the agreement ends before it starts."]


def test_only_parties_share_and_not_with_themselves(plant_terms):
    plant_terms["shares"][0] |= {"provider": "lumen-textile", "recipient": "lumen-textile"}

    assert faults_of(plant_terms) == [
        "shares[0].provider: “lumen-textile” is not one of the parties.",
        "shares[0].recipient: “lumen-textile” is not one of the parties.",
        "shares[0]: a party can't share with itself.",
    ]


def test_the_last_day_is_included(plant_terms):
    starts_at, ends_at = period(plant_terms | {"starts_on": "2026-01-01", "ends_on": "2026-12-31"})

    assert starts_at.isoformat() == "2026-01-01T00:00:00+00:00"
    assert ends_at.isoformat() == "2027-01-01T00:00:00+00:00"


def test_canonical_bytes_depend_on_the_meaning_and_not_on_the_order_of_writing(plant_terms):
    other_order = json.loads(json.dumps(dict(reversed(plant_terms.items()))))

    assert canonical(plant_terms) == canonical(other_order)
    assert canonical({"b": "é中", "a": [1, True, None]}) == '{"a":[1,true,null],"b":"é中"}'.encode()


@pytest.mark.parametrize("part", ["agreement", "version", "text_en", "text_zh", "renderer_version", "terms"])
def test_the_digest_changes_with_every_part_that_is_signed(plant_terms, part):
    signed = {
        "agreement": "0190",
        "version": 1,
        "terms": plant_terms,
        "text_en": "Text",
        "text_zh": "文本",
        "renderer_version": "1",
    }
    changed = signed | {
        part: plant_terms | {"ends_on": None} if part == "terms" else 2 if part == "version" else "other"
    }

    assert digest(signed_bytes(**signed)) != digest(signed_bytes(**changed))


def test_the_data_use_ontology_is_complete():
    assert len(CODES) == 23  # its 25 terms without the two roots
    assert all(code.en and code.zh and code.en != code.zh for code in CODES.values())


def test_what_can_be_shared_is_what_the_policy_knows_and_the_page_has_words_for():
    for kind, operations in SHAREABLE.items():
        assert set(operations) <= set(Operation.values)
        assert set(SENTENCES[kind]) == set(operations)
