"""Before it is verified an organization looks at what is open to all and fills in drafts, and by the policy no more."""

import pytest
from tests.cast import recruit
from tests.platform.agreements import policy_world as world
from tests.terms import share_of, terms2

from accounts.models import User
from agreements.errors import NotAllowed
from agreements.models import Agreement, Asset
from agreements.operations import Operation
from agreements.policy import decide, visible
from agreements.services.negotiation import draft_agreement, propose
from organizations.models import Role
from organizations.services import found_organization


@pytest.fixture
def newcomer(db):
    """A steward and researcher of an organization that nobody has looked at."""
    young = found_organization("Young Company", "industry", founder=User.objects.create_user("yu@young.example"))
    return recruit(young, "Yuna Ito", Role.RESEARCHER, Role.STEWARD)


@pytest.mark.parametrize("openness", Asset.Openness.values)
@pytest.mark.parametrize("operation", Operation)
def test_it_looks_at_what_is_open_to_all(company, newcomer, openness, operation):
    thing = world.asset(company, "A thing", openness=openness)

    allowed = decide(newcomer, operation, thing).allowed

    assert allowed == (openness == "open" and operation in {"discover", "preview"})
    assert visible(newcomer, Asset.objects.all(), operation).exists() == allowed


def test_what_was_made_of_more_than_open_things_is_not_open_to_it(company, newcomer):
    made = world.derived(company, "Made", world.asset(company, "Source", openness="members"), openness="open")

    assert decide(newcomer, "discover", made).allowed
    assert not decide(newcomer, "preview", made).allowed
    assert not visible(newcomer, Asset.objects.all(), "preview").exists()


def test_its_drafts_are_its_own_and_go_nowhere(company, newcomer):
    young = newcomer.organization
    asset = world.asset(company, "Open rows", openness="open")
    share = share_of(asset.slug, "preview", provider=company.slug, recipient=young.slug)
    terms = terms2([young.slug, company.slug], [share])

    draft = draft_agreement(title="Rows 2027", terms=terms, by=newcomer)

    assert list(visible(newcomer, Agreement.objects.all(), "discover")) == [draft]
    with pytest.raises(NotAllowed):
        propose(draft, by=newcomer)
    Agreement.objects.update(state="proposed")
    assert not visible(newcomer, Agreement.objects.all(), "discover").exists()
