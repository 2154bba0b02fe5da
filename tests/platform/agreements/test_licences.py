"""Licences that forbid something, or ask something of what is made, against terms and against one another."""

import pytest
from django.core.exceptions import ValidationError
from tests.platform.agreements import policy_world as world

from agreements.errors import LicenceConflict
from agreements.models import State
from agreements.services.licences import clashes, licence_of_made, state_licence, stated_licence
from agreements.services.negotiation import draft_agreement, propose
from agreements.terms.compatibility import expression_of, fits, forbidden_by

# What is made, what it is made from, and whether the one lets the other.
TOGETHER = """
MIT                CC-BY-4.0                  yes
Apache-2.0         CC-BY-SA-4.0               no
CC-BY-SA-4.0       CC-BY-SA-4.0               yes
GPL-3.0-only       CC-BY-SA-4.0               yes
CC-BY-4.0          CC-BY-NC-4.0               no
CC-BY-NC-4.0       CC-BY-NC-4.0               yes
CC-BY-NC-4.0       CC-BY-NC-SA-4.0            no
CC-BY-NC-SA-4.0    CC-BY-NC-4.0               yes
CC-BY-ND-4.0       CC-BY-ND-4.0               no
GPL-3.0-only       GPL-2.0-only               no
GPL-3.0-only       GPL-2.0-or-later           yes
Apache-2.0         ODbL-1.0                   no
MIT                CC-BY-SA-4.0|MIT           yes
MIT                CC-BY-SA-4.0&MIT           no
MIT                BUSL-1.1                   yes
"""


@pytest.mark.parametrize("row", TOGETHER.strip().splitlines())
def test_what_is_made_under_one_licence_from_something_under_another(row):
    made, upstream, said = row.split()

    assert fits(made, upstream.replace("|", " OR ").replace("&", " AND ")) == (said == "yes")


@pytest.mark.parametrize(
    ("words", "licence", "forbids"),
    [
        ("cc-by-nc-nd-4.0", "CC-BY-NC-ND-4.0", {"derivatives", "commercial"}),
        ("CC-BY-NC-4.0 OR MIT", "CC-BY-NC-4.0 OR MIT", set()),
        ("CC-BY-NC-4.0 AND MIT", "CC-BY-NC-4.0 AND MIT", {"commercial"}),
        ("Ask us first", "", set()),
        ("", "", set()),
    ],
)
def test_what_people_write_is_read_as_spdx_and_what_is_none_forbids_nothing(words, licence, forbids):
    assert expression_of(words) == licence
    assert forbidden_by(licence) == forbids


@pytest.mark.parametrize(
    ("licence", "changed", "fault"),
    [
        ("CC-BY-ND-4.0", {}, "Plant notes is under CC-BY-ND-4.0, which forbids making something from it."),
        (
            "CC-BY-SA-4.0",
            {"licence": "Apache-2.0"},
            "what is made can’t be under Apache-2.0, because Plant notes is under CC-BY-SA-4.0.",
        ),
        (
            "CC-BY-NC-4.0",
            {"licence": "Apache-2.0"},
            "what is made can’t be under Apache-2.0, because Plant notes is under CC-BY-NC-4.0.",
        ),
    ],
)
def test_terms_that_a_licence_forbids_are_not_drafted(notes, shop_floor, plant_terms, steward, licence, changed, fault):
    state_licence(notes, licence)
    plant_terms["derived_models"] |= changed

    with pytest.raises(ValidationError) as refused:
        draft_agreement(title="Maintenance notes 2026", terms=plant_terms, by=steward)

    assert any(fault in said for said in refused.value.messages)


def test_commercial_terms_for_what_is_not_for_commercial_use_are_not_drafted(notes, shop_floor, plant_terms, steward):
    state_licence(notes, "CC-BY-NC-4.0")
    plant_terms["purposes"]["commercial"] = True

    with pytest.raises(ValidationError, match=r"purposes\.commercial: Plant notes is under CC-BY-NC-4\.0"):
        draft_agreement(title="Maintenance notes 2026", terms=plant_terms, by=steward)


def test_a_licence_that_changed_since_the_draft_keeps_it_from_being_proposed(draft, notes, steward):
    state_licence(notes, "CC-BY-ND-4.0")

    with pytest.raises(ValidationError, match="forbids making something"):
        propose(draft, by=steward)

    draft.refresh_from_db()
    assert draft.state == State.DRAFT


@pytest.fixture
def two(company, university, outsider, steward, stranger):
    """Data of one organization and a base model of another, each shared under terms that state a licence."""
    notes, base = world.asset(company, "Plant notes"), world.asset(outsider, "Base", "model")

    def two(of_notes, of_base):
        terms = [
            world.agreement(title, [shared], university, ["derive"], by=by, derived_models={"licence": licence})
            for title, shared, by, licence in (("A", notes, steward, of_notes), ("B", base, stranger, of_base))
        ]
        return [base, notes], [one.pk for one in terms]

    return two


@pytest.mark.django_db
def test_two_agreements_that_state_different_licences_for_what_is_made_go_not_together(two):
    sources, agreements = two("MIT", "Apache-2.0")

    with pytest.raises(LicenceConflict, match=r"under Apache-2\.0 and under MIT"):
        stated_licence(sources, agreements)

    assert licence_of_made(sources, agreements, otherwise="MIT") == ""


@pytest.mark.django_db
def test_what_is_made_stands_under_the_stated_licence_unless_a_source_forbids_that(two):
    sources, agreements = two("MIT", None)
    assert stated_licence(sources, agreements) == "MIT"
    assert licence_of_made(sources, agreements, otherwise="Apache-2.0") == "MIT"

    state_licence(sources[0], "CC-BY-SA-4.0")

    with pytest.raises(LicenceConflict, match=r"Base is under CC-BY-SA-4\.0"):
        stated_licence(sources, agreements)


@pytest.mark.django_db
def test_the_licence_of_a_source_further_back_counts_too(company, university, steward):
    notes = world.asset(company, "Plant notes")
    state_licence(notes, "CC-BY-SA-4.0")
    tuned = world.derived(company, "Tuned", notes)

    assert [clash.licence for clash in clashes("MIT", [tuned])] == ["CC-BY-SA-4.0"]
    assert licence_of_made([tuned], [], otherwise="MIT") == ""
    assert licence_of_made([tuned], [], otherwise="CC-BY-SA-4.0") == "CC-BY-SA-4.0"
