"""The published JSON Schema and check_terms say the same, as far as a schema can."""

import copy
import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from jsonschema import Draft202012Validator
from tests.terms import share_of, terms2

from agreements.terms import check_terms, faults_in_form, json_schema

DOCUMENTED = Path(__file__).parents[3] / "docs" / "terms.schema.json"
CAME_LATER = {"masked_columns"}  # terms signed before have no such part
NONSENSE = [None, True, False, 0, -1, 1.5, 10**9, "", "x" * 5000, "a b", "a\nb", [], ["x", "x"], [None], {}, {"x": 1}]
# What a schema can't say: invisible characters beyond the controls, days that no calendar has, white space alone.
BEYOND_A_SCHEMA = ("Swiss \u202elaw", "2026-02-30", " ")


@pytest.fixture
def validator():
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture
def full():
    """Terms with something in every part."""
    words = {"en": "As the parties wrote.", "zh": "如双方所书。"}
    halves = [{"party": "a", "percent": 50}, {"party": "b", "percent": 50}]
    return terms2(
        ["a", "b"],
        [
            share_of("notes", "train", provider="a", recipient="b"),
            share_of("base", "infer", provider="b", recipient="a", kind="model"),
        ],
        purposes={
            "codes": ["DUO:0000007", "DUO:0000022", "DUO:0000026", "DUO:0000028"],
            "project": "shop-floor",
            "diseases": [{"code": "MONDO:0005148", "narrower": ["MONDO:0011123"]}],
            "regions": ["NO"],
            "people": ["0193a2b4-0000-7000-8000-000000000001"],
            "institutions": ["b"],
        },
        protections={
            "masked_columns": [{"dataset": "notes", "columns": ["who"]}],
            "k_anonymity": 5,
            "privacy_budget": {"epsilon": "2", "delta": "0.00001"},
            "sites": ["Lyon"],
        },
        derived_models={"ownership": halves, "licence": "MIT", "deploy": ["a"], "serve": ["a"], "words": words},
        intellectual_property={"background": words, "foreground": halves, "filing": {"party": "a", "days": 30}},
        publication={"embargo_until": "2027-03-01"},
        compliance={"every_months": 6, "suspend_after_days": 14},
    )


def places(value, path=()):
    """Every place in the terms, the whole included."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from places(one, (*path, name))


def put(terms, path, value):
    if not path:
        return value
    changed = copy.deepcopy(terms)
    part = changed
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    return changed


def refuses(terms):
    try:
        check_terms(terms)
    except ValidationError:
        return True
    return False


def test_the_terms_that_are_checked_pass_the_schema(full, validator):
    assert check_terms(full) == full
    assert list(validator.iter_errors(full)) == []


def test_what_the_schema_refuses_is_refused_and_what_the_form_refuses_the_schema_refuses(full, validator):
    tried = 0
    for path in places(full):
        for nonsense in [*NONSENSE, *BEYOND_A_SCHEMA]:
            changed = put(full, path, nonsense)
            in_schema, in_form = not validator.is_valid(changed), any(faults_in_form(changed))
            tried += 1
            assert not in_schema or refuses(changed), (path, nonsense)
            if nonsense not in BEYOND_A_SCHEMA:
                assert not in_form or in_schema, (path, nonsense)
    assert tried > 1000


def test_a_part_left_out_or_added_is_refused_by_both(full, validator):
    for path in places(full):
        part = full
        for name in path:
            part = part[name]
        if not isinstance(part, dict):
            continue
        for name in ["more", *part]:
            changed = {k: v for k, v in part.items() if k != name} if name in part else part | {name: 1}
            sent = put(full, path, changed)
            assert validator.is_valid(sent) == (name in CAME_LATER)
            assert refuses(sent) == (name not in CAME_LATER)


def test_an_operation_goes_with_its_kind_of_asset_in_the_schema_too(full, validator):
    full["shares"][0]["operations"] = ["infer"]

    assert not validator.is_valid(full)
    assert refuses(full)


def test_the_schema_in_the_docs_is_the_one_that_holds():
    """Written by `python manage.py terms_schema > docs/terms.schema.json`."""
    assert json.loads(DOCUMENTED.read_text()) == json_schema()


def test_the_schema_is_served_to_anybody(client):
    told = client.get("/api/v1/terms/schema/")

    assert told.status_code == 200
    assert told.json() == json_schema()
