"""Before an agreement is stopped: the projects that rely on it, and those that still wait for a confirmation."""

import pytest
from tests.cast import recruit
from tests.platform.agreements import policy_world as world
from tests.terms import share_of

from agreements.keeping.consequences import Cut, consequences_of
from collaborations.services import confirm_purpose, start_project
from organizations.models import Role


@pytest.fixture
def institute_steward(outsider):
    return recruit(outsider, "Olaf Rask", Role.STEWARD)


@pytest.fixture
def agreement(company, university, outsider, steward):
    """The company and the institute each share a dataset with the university, for general research."""
    notes, sounds = world.asset(company, "Plant notes"), world.asset(outsider, "Sounds")
    made = world.agreement("Consortium", [notes], university, ["train"], by=steward, state="approved")
    share = share_of(sounds.slug, "train", provider=outsider.slug, recipient=university.slug)
    made.current_version.terms["shares"].append(share)
    world.put_in_force(made, outsider)
    return made


@pytest.fixture
def project(university, company, outsider, partner):
    parties = [university, company, outsider]
    return start_project(name="Shop floor", parties=parties, codes=["DUO:0000042"], commercial=False, by=partner)


def told(agreement, reader):
    """The names under each title."""
    found = consequences_of(Cut(agreement=agreement), reader)
    return {str(effects.title): [one.name for one in effects.named] for effects in found}


def test_with_several_providers_each_has_to_confirm(agreement, project, steward, institute_steward):
    assert told(agreement, steward) == {"Open confirmations": ["Shop floor"]}

    confirm_purpose(project, by=steward)
    assert told(agreement, steward) == {"Open confirmations": ["Shop floor"]}

    confirm_purpose(project, by=institute_steward)
    assert told(agreement, steward) == {"Projects": ["Shop floor"]}
