"""Terms that are malformed are refused in sentences; terms that are the same have the same bytes."""

import json

import pytest
from django.core.exceptions import ValidationError
from tests.terms import publication_of, purposes_of

from agreements.duo import CODES
from agreements.operations import Operation
from agreements.pages.allowances import SENTENCES
from agreements.rendering import render
from agreements.terms import SHAREABLE, canonical, check_terms, digest, in_todays_form, period, signed_document


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
        ("schema", 1),
        ("schema", True),
        ("parties", ["halvard-bearings-ag"]),
        ("parties", "halvard-bearings-ag"),
        ("shares", []),
        ("shares", [None]),
        ("purposes", None),
        ("starts_on", "2026-02-30"),
        ("starts_on", 20260101),
        ("ends_on", "9999-12-31"),
        ("publication", publication_of(-1)),
        ("publication", publication_of(2.5)),
        ("purposes", purposes_of("DUO:0000007", diseases=[{"code": "diabetes", "narrower": []}])),
        ("purposes", purposes_of("DUO:0000022", regions=["NO", "XX"])),
        ("purposes", purposes_of("DUO:0000026", people=["Wen Jiahui"])),
        ("protections", {"sites": ["Lyon", "Lyon"]}),
        ("compliance", {"every_months": True, "suspend_after_days": None}),
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


def changed(terms, path, value):
    """The terms with another value at a path such as `purposes.codes`."""
    *way, last = path.split(".")
    part = terms
    for name in way:
        part = part[name]
    part[last] = value
    return terms


HALVARD, NORDHAVEN = "halvard-bearings-ag", "nordhaven-university"


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("purposes.codes", ["DUO:0000007"], "purposes.diseases: DUO:0000007, disease specific research, says nothing"),
        ("purposes.codes", ["DUO:0000022"], "purposes.regions: DUO:0000022, geographical restriction, says nothing"),
        ("purposes.codes", ["DUO:0000026"], "purposes.people: DUO:0000026, user specific restriction, says nothing"),
        ("purposes.codes", ["DUO:0000028"], "purposes.institutions: DUO:0000028, institution specific restriction"),
        ("purposes.regions", ["NO"], "purposes.regions: this list counts only with DUO:0000022"),
        ("purposes.codes", ["DUO:0000024"], "publication.embargo_until: DUO:0000024, publication moratorium, needs"),
        ("purposes.codes", ["DUO:0000019"], "publication.duty_to_publish: DUO:0000019, publication required, needs"),
        ("derived_models.ownership", [{"party": HALVARD, "percent": 60}, {"party": NORDHAVEN, "percent": 50}],
         "derived_models.ownership: the shares add up to 110 %, not to 100 %."),
        ("intellectual_property.foreground", [{"party": HALVARD, "percent": 40}, {"party": HALVARD, "percent": 60}],
         "intellectual_property.foreground[1].party: “halvard-bearings-ag” stands here twice."),
        ("intellectual_property.filing", {"party": "lumen-textile", "days": 30},
         "intellectual_property.filing.party: “lumen-textile” is not one of the parties."),
        ("derived_models.serve", ["lumen-textile"], "derived_models.serve[0]: “lumen-textile” is not one"),
        ("derived_models.licence", "MIT licence", "derived_models.licence: “MIT licence” is not a licence's SPDX"),
        ("protections.privacy_budget", {"epsilon": 2, "delta": "0.00001"},
         "protections.privacy_budget.epsilon: “2” is not a number above 0, written as text"),
        ("protections.privacy_budget", {"epsilon": "0.0", "delta": "1"}, "protections.privacy_budget.epsilon"),
        ("compliance.suspend_after_days", 14, "compliance.suspend_after_days: without reviews nothing can be overdue"),
        ("amendment.old_binds", "grace", "amendment.grace_days: say for how many days"),
        ("amendment.grace_days", 5, "amendment.grace_days: no grace is needed"),
    ],
)  # fmt: skip
def test_parts_that_do_not_go_together_are_told_where_to_mend_them(plant_terms, path, value, told):
    assert faults_of(changed(plant_terms, path, value))[0].startswith(told)


def test_an_institution_that_receives_nothing_can_not_be_the_only_one_to_use_it(plant_terms):
    plant_terms["purposes"] |= {"codes": ["DUO:0000028"], "institutions": [HALVARD]}

    assert faults_of(plant_terms) == [
        "purposes.institutions[0]: “halvard-bearings-ag” receives nothing in these terms."
    ]


def test_what_is_computed_at_named_sites_only_can_not_be_downloaded(plant_terms):
    plant_terms["protections"]["sites"] = ["Winterthur"]
    plant_terms["shares"][0]["operations"] = ["train", "download"]

    assert faults_of(plant_terms) == [
        "shares[0].operations[1]: computation at named sites only, and “download” don't go together."
    ]


def test_non_commercial_codes_do_not_stand_beside_commercial_use(plant_terms):
    plant_terms["purposes"] |= {"codes": ["DUO:0000046"], "commercial": True}

    assert faults_of(plant_terms) == [
        "purposes.commercial: commercial use does not go together with DUO:0000046, non-commercial use only."
    ]


def test_a_fault_carries_its_path_for_the_form_that_shows_it(plant_terms):
    plant_terms["shares"][0]["operations"] = ["fly"]

    with pytest.raises(ValidationError) as caught:
        check_terms(plant_terms)

    assert [fault.path for fault in caught.value.error_list] == ["shares[0].operations[0]"]


def test_terms_of_schema_1_come_to_todays_form_and_are_well_formed(plant_terms):
    first = {
        "schema": 1,
        **{part: plant_terms[part] for part in ("prevailing_language", "parties", "shares", "starts_on", "ends_on")},
        "purposes": {"codes": ["DUO:0000042"], "commercial": False, "project": "shop-floor"},
        "derived_models": {"en": "Whoever trained it owns it.", "zh": "归训练方所有。"},
        "publication": {"review_days": 30},
        "law": plant_terms["law"],
        "liability": plant_terms["liability"],
    }

    brought = check_terms(in_todays_form(first))

    assert brought["derived_models"]["words"] == first["derived_models"]
    assert brought["publication"]["review_days"] == 30
    assert in_todays_form(plant_terms) == plant_terms


def test_the_last_day_is_included(plant_terms):
    starts_at, ends_at = period(plant_terms | {"starts_on": "2026-01-01", "ends_on": "2026-12-31"})

    assert starts_at.isoformat() == "2026-01-01T00:00:00+00:00"
    assert ends_at.isoformat() == "2027-01-01T00:00:00+00:00"


def test_canonical_bytes_depend_on_the_meaning_and_not_on_the_order_of_writing(plant_terms):
    other_order = json.loads(json.dumps(dict(reversed(plant_terms.items()))))

    assert canonical(plant_terms) == canonical(other_order)
    assert canonical({"b": "é中", "a": [1, True, None]}) == '{"a":[1,true,null],"b":"é中"}'.encode()


def test_terms_signed_before_a_part_came_keep_their_bytes_and_their_text(plant_terms, names):
    before = plant_terms | {"protections": {**plant_terms["protections"]}}
    del before["protections"]["masked_columns"]

    assert check_terms(before) is before
    assert in_todays_form(before) == before
    assert digest(canonical(before)) == "a01a701c36f4f3c40583e638888f74c8c8c59f15c8174f5ebd3377da7a4b5ff1"
    assert render(before, names) == render(plant_terms, names)


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

    assert digest(canonical(signed_document(**signed))) != digest(canonical(signed_document(**changed)))


def test_the_data_use_ontology_is_complete():
    assert len(CODES) == 23  # its 25 terms without the two roots
    assert all(code.en and code.zh and code.en != code.zh for code in CODES.values())


def test_what_can_be_shared_is_what_the_policy_knows_and_the_page_has_words_for():
    for kind, operations in SHAREABLE.items():
        assert set(operations) <= set(Operation.values)
        assert set(SENTENCES[kind]) == set(operations)
