"""What recipes make of tables, and what still tells persons apart."""

import itertools
import random

import pyarrow as pa
import pyarrow.parquet
import pytest

from privacy.recipes import Recipe, RecipeError, Step, Target, carry_out, risk_of, search
from privacy.recipes.carrying import changed
from privacy.recipes.ladders import ladder

KEY, OTHER_KEY = b"of the university", b"of the clinic"


@pytest.fixture
def people():
    """Some of them easy to tell: odd ages, rare towns."""
    draw = random.Random(7)
    rows = range(300)
    return pa.table(
        {
            "age": [draw.randint(20, 79) for _ in rows],
            "town": draw.choices(["Bonn", "Lyon", "Oslo", "Vik", "Lom"], [50, 30, 15, 3, 2], k=300),
            "sex": draw.choices(["f", "m"], k=300),
            "illness": draw.choices(["flu", "cold", "gout"], [5, 4, 1], k=300),
        }
    )


def made(folder, table, *steps, key=KEY, **more):
    source, out = folder / "rows.parquet", folder / "new.parquet"
    pyarrow.parquet.write_table(table, source)
    carry_out(source, Recipe(steps, **more), out, key=key)
    return pyarrow.parquet.read_table(out)


def keeping(recipe):
    """What a recipe has beside its steps."""
    return {name: value for name, value in vars(recipe).items() if name != "steps"}


def one(value, deed, **options):
    """What a deed makes of one value."""
    values = pa.table({"it": value if isinstance(value, list) else [value]})
    return changed(values, Recipe((Step("it", deed, options),)), key=KEY)["it"].to_pylist()[0]


@pytest.mark.parametrize(
    ("value", "deed", "options", "becomes"),
    [
        ("DE-4471", "mask", {}, "**-****"),
        ("DE-4471", "mask", {"keep_last": 2}, "**-**71"),
        ("Jose\u0301 👩‍👩‍👧 na\u0308h", "mask", {}, "**** * ***"),
        ("Jose\u0301 👩‍👩‍👧 na\u0308h", "mask", {"keep_last": 2}, "**** * *a\u0308h"),
        ("71", "mask", {"keep_last": 2}, "**"),
        ("e\u0301te\u0301", "truncate", {"keep": 1}, "e\u0301"),
        (37, "generalise", {"width": 10}, "30-39"),
        (-3, "generalise", {"width": 5}, "-5--1"),
        (1.7, "generalise", {"width": 0.5}, "[1.5, 2)"),
        ("1961-03-04", "coarsen_date", {}, "1961-03"),
        ("1961-03-04", "coarsen_date", {"to": "year"}, "1961"),
        ("10115", "truncate", {"keep": 2}, "10"),
        ("Vik", "group", {"into": {"Vik": "elsewhere"}}, "elsewhere"),
        ("Bonn", "group", {"into": {"Vik": "elsewhere"}}, "Bonn"),
        ("Bonn", "suppress", {}, None),
        ("My name is Marta Andre\u0301.", "mask_found", {}, "My name is [person]."),
        ("Mail ana@example.org, or call +44 20 7946 0018.", "mask_found", {}, "Mail [email], or call [phone]."),
    ],
)
def test_a_deed_on_one_value(value, deed, options, becomes):
    assert one(value, deed, **options) == becomes


def test_hashes_of_two_recipients_cannot_be_joined(tmp_path):
    table = pa.table({"mrn": ["A1", "A2", "A1"]})
    mine, theirs = (made(tmp_path, table, Step("mrn", "hash"), key=key)["mrn"].to_pylist() for key in (KEY, OTHER_KEY))

    assert mine[0] == mine[2] != mine[1]
    assert not set(mine) & set(theirs)


def test_pseudonyms_are_the_same_all_through_a_table(tmp_path):
    names = [f"person {number % 30_000}" for number in range(40_000)]  # more than one batch

    table, step = pa.table({"name": names}), Step("name", "pseudonym", {"prefix": "K"})
    told = made(tmp_path, table, step)["name"].to_pylist()

    assert told[30_000:] == told[:10_000]
    assert len(set(told)) == 30_000
    assert told != sorted(told), "nobody tells in which order they came"
    assert not set(told) & set(made(tmp_path, table, step, key=OTHER_KEY)["name"].to_pylist())


def test_a_column_is_dropped_and_the_rest_stays(tmp_path, people):
    told = made(tmp_path, people, Step("town", "drop"), Step("age", "generalise", {"width": 20}))

    assert told.column_names == ["age", "sex", "illness"]
    assert set(told["age"].to_pylist()) == {"20-39", "40-59", "60-79"}
    assert told["illness"].to_pylist() == people["illness"].to_pylist()


def test_rows_that_stand_out_are_left_out(tmp_path, people):
    steps = [Step("age", "generalise", {"width": 20})]

    told = made(tmp_path, people, *steps, quasi=("age", "town"), least=5)

    assert risk_of(made(tmp_path, people, *steps), ["age", "town"]).k < 5
    assert risk_of(told, ["age", "town"]).k >= 5
    assert 200 < told.num_rows < 300


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([Step("weight", "drop")], "no column “weight”"),
        ([Step("age", "drop"), Step("age", "mask")], "two steps"),
        ([Step("age", "burn")], "nothing is called “burn”"),
        ([Step("age", "generalise")], "say width"),
        ([Step("age", "generalise", {"width": 0})], "0 is no width"),
        ([Step("age", "mask", {"keep": 2})], "no setting keep"),
        ([Step("town", "generalise", {"width": 5})], "holds what is no number"),
        ([Step("town", "coarsen_date")], "not written 2026-11-29"),
        ([{"least": 5}], "by which columns"),
        ([{"quasi": ("age",), "least": 301}], "No row is left"),
        ([{"quasi": ("age",), "diverse": 2}], "name one"),
        ([{"quasi": ("age",), "sensitive": "weight"}], "compared by weight"),
    ],
)
def test_a_recipe_that_does_not_fit_says_why_and_leaves_nothing(tmp_path, people, steps, sentence):
    more = steps.pop() if isinstance(steps[-1], dict) else {}
    with pytest.raises(RecipeError, match=sentence):
        made(tmp_path, people, *steps, **more)

    assert [path.name for path in tmp_path.iterdir()] == ["rows.parquet"]


def test_a_recipe_is_kept_and_read_again():
    recipe = Recipe((Step("age", "generalise", {"width": 5}),), ("age",), 5)

    assert Recipe.from_json(recipe.as_json()) == recipe


def test_risk_is_that_of_the_textbook():
    """Four patients of Machanavajjhala's table: two classes of two, one of them with one illness."""
    table = pa.table({"zip": ["130", "130", "148", "148"], "illness": ["cancer", "cancer", "flu", None]})

    risk = risk_of(table, ["zip"], "illness")

    assert (risk.rows, risk.classes, risk.k, risk.unique, risk.l) == (4, 2, 2, 0.0, 1)
    assert risk_of(table, ["zip", "illness"]).unique == 0.5


@pytest.mark.parametrize("target", [Target(5), Target(12, left_out=0), Target(4, l=3, left_out=0.1)])
def test_the_search_finds_the_best_of_all_combinations(people, target):
    quasi = ["age", "town", "sex"]

    found = search(people, quasi, target, sensitive="illness")

    assert found.after.k >= target.k
    assert found.after.l >= target.l
    assert found.left_out <= target.left_out
    assert found.before.unique > found.after.unique == 0
    assert found.loss == pytest.approx(min(losses_of_all(people, quasi, target)))


@pytest.mark.parametrize("target", [Target(6), Target(4, l=3, left_out=0.2)])
def test_the_recipe_that_is_found_makes_what_was_promised(tmp_path, people, target):
    found = search(people, ["age", "town"], target, sensitive="illness")

    told = made(tmp_path, people, *found.recipe.steps, **keeping(found.recipe))

    assert risk_of(told, ["age", "town"], "illness") == found.after
    assert (found.after.k >= target.k, found.after.l >= target.l) == (True, True)


def test_a_target_beyond_reach_is_said(people):
    assert search(people, ["age", "town"], Target(301)) is None
    assert search(people, ["age"], Target(2, l=4), sensitive="illness") is None


def losses_of_all(table, quasi, target):
    """What each combination of rungs loses that reaches the target, by hand."""
    ladders = [ladder(name, table[name]) for name in quasi]
    for rungs in itertools.product(*ladders):
        told = changed(table, Recipe(tuple(step for step in rungs if step)), key=KEY)
        rows = list(zip(*(told[name].to_pylist() for name in quasi), strict=True))
        ill = table["illness"].to_pylist()
        groups = {row: [ill[at] for at, other in enumerate(rows) if other == row] for row in set(rows)}
        kept = sum(len(group) for group in groups.values() if len(group) >= target.k and len(set(group)) >= target.l)
        left_out = 1 - kept / len(rows)
        if left_out <= target.left_out:
            lost = [1 - entropy(told[name].to_pylist()) / entropy(table[name].to_pylist()) for name in quasi]
            generalised = sum(lost) / len(lost)
            yield generalised + (1 - generalised) * left_out


def entropy(values):
    from math import log2

    shares = [values.count(each) / len(values) for each in set(values)]
    return -sum(share * log2(share) for share in shares)
