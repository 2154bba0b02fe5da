"""docs/policy.md shows people the tables that the policy decides by."""

from pathlib import Path

from tests.platform.agreements.checks import CHECKS, clauses, rows

from agreements.policy import OPERATIONS, VERBS
from agreements.terms.keepers import KEPT_BY
from organizations.models import Role


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

    assert rows("Operations on assets", "policy.md") == told


def test_the_page_shows_every_verb_as_the_policy_has_it():
    told = []
    for (thing, verb), rule in VERBS.items():
        who = "; ".join(f"{side}: {roles(given)}" for side, given in rule.sides.items())
        who += " (in its team)" * rule.in_team + " (unverified too)" * rule.unverified
        told.append([thing, verb, who, rule.scope or "none: no token may"])

    assert sorted(rows("Verbs on everything else", "policy.md")) == sorted(told)


def test_each_clause_has_its_keeper_in_the_docs_and_each_enforced_one_a_test_that_is_there():
    told = clauses()

    assert {clause: keeper for clause, keeper, _check, _test in told} == KEPT_BY
    for clause, keeper, _check, test in told:
        assert keeper != "software" or test != "–", clause
        if test != "–":
            file, name = test.split("::")
            assert f"def {name}(" in (Path(__file__).parent / file).read_text(), test


def test_each_clause_that_the_software_keeps_has_a_check_that_can_be_taken_out():
    """pytest does so, by tests/platform/agreements/checks.py, and wants the test that the docs name to fail."""
    assert set(CHECKS) == {clause for clause, keeper in KEPT_BY.items() if keeper == "software"}
