"""docs/policy.md shows people the tables that the policy decides by."""

from pathlib import Path

from agreements.policy import OPERATIONS, VERBS
from agreements.terms.keepers import KEPT_BY
from organizations.models import Role

PAGE = Path(__file__).parents[3] / "docs" / "policy.md"


def rows(title, page=PAGE):
    """The cells of a table's rows, below the heading `title`."""
    lines = page.read_text().split(f"## {title}")[1].split("\n## ")[0].splitlines()
    cells = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return cells[2:]


def roles(given):
    return "every role" if set(given) == set(Role.values) else ", ".join(sorted(given))


def test_the_page_shows_every_operation_as_the_policy_has_it():
    told = [
        [
            operation,
            "; ".join(rule.clauses),
            ", ".join(sorted(rule.openness)) or "none",
            roles(rule.owner_roles),
            roles(rule.recipient_roles),
            rule.asks_of_sources.get("dataset", "nothing"),
            rule.asks_of_sources.get("model", "nothing"),
            rule.scope,
        ]
        for operation, rule in OPERATIONS.items()
    ]

    assert rows("Operations on assets") == told


def test_the_page_shows_every_verb_as_the_policy_has_it():
    told = []
    for (thing, verb), rule in VERBS.items():
        who = "; ".join(f"{side}: {roles(given)}" for side, given in rule.sides.items())
        who += " (in its team)" * rule.in_team + " (unverified too)" * rule.unverified
        told.append([thing, verb, who, rule.scope or "none: no token may"])

    assert sorted(rows("Verbs on everything else")) == sorted(told)


def test_each_clause_has_its_keeper_in_the_docs_and_each_enforced_one_a_test_that_is_there():
    page = Path(__file__).parents[3] / "docs" / "agreements.md"
    told = rows("Clauses, and who keeps them", page)

    assert {clause: keeper for clause, keeper, _check, _test in told} == KEPT_BY
    for clause, keeper, _check, test in told:
        assert keeper != "software" or test != "–", clause
        if test != "–":
            file, name = test.split("::")
            assert f"def {name}(" in (Path(__file__).parent / file).read_text(), test
