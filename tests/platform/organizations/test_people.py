"""Roles: several at once, only from an owner, and never none of them an owner."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from tests.cast import owner_of, recruit

from organizations.actor import Actor
from organizations.models import Role
from organizations.services import change_roles, leave_organization


def person_page(organization, actor):
    return reverse("organizations:person", args=[organization.slug, actor.user.uid])


def test_an_owner_gives_several_roles_at_once_and_takes_them_back(company, steward, client_for):
    owner = client_for(owner_of(company))

    owner.post(person_page(company, steward), {"roles": [Role.STEWARD, Role.AUDITOR, Role.OWNER]})
    assert Actor.of(steward.user, company).roles == {Role.STEWARD, Role.AUDITOR, Role.OWNER}

    owner.post(person_page(company, steward), {"roles": []})
    assert Actor.of(steward.user, company).organization is None


def test_nobody_but_an_owner_makes_an_owner(company, steward, stranger, client_for):
    for actor in (steward, stranger):
        assert client_for(actor).post(person_page(company, steward), {"roles": [Role.OWNER]}).status_code == 403
    assert Actor.of(steward.user, company).roles == {Role.STEWARD}


def test_the_only_owner_stays_owner(company, client_for):
    owner = owner_of(company)

    page = client_for(owner).post(person_page(company, owner), {"roles": [Role.RESEARCHER]})
    left = client_for(owner).post(reverse("organizations:leave", args=[company.slug]), follow=True)

    assert "only owner" in page.text
    assert "only owner" in left.text
    assert Role.OWNER in Actor.of(owner.user, company).roles


def test_one_of_two_owners_leaves_and_the_other_then_stays(company):
    first, second = owner_of(company), recruit(company, "Rita Lang", Role.OWNER)

    leave_organization(company, by=first)

    assert Actor.of(first.user, company).organization is None
    with pytest.raises(ValidationError, match="only owner"):
        leave_organization(company, by=second)


def test_of_owners_who_take_each_other_out_at_once_the_second_has_no_role_any_more(company):
    first, second = owner_of(company), recruit(company, "Rita Lang", Role.OWNER)
    recruit(company, "Otto Graf", Role.OWNER)
    change_roles(company, second.user, [], by=first)

    for other in (first, second):  # with the roles that they had when they asked
        with pytest.raises((PermissionDenied, ValidationError)):
            change_roles(company, other.user, [Role.OWNER, Role.STEWARD], by=second)

    assert Actor.of(second.user, company).organization is None
    assert Actor.of(first.user, company).roles == {Role.OWNER}


def test_who_leaves_acts_no_longer_and_their_token_opens_nothing(company, steward, client_for, api_for):
    api = api_for(steward)

    client_for(steward).post(reverse("organizations:leave", args=[company.slug]))

    assert api.get("/api/v1/organizations/").status_code == 401
    assert Actor.of(steward.user, company).organization is None


def test_there_is_nobody_to_change_but_members(company, stranger, client_for):
    owner = owner_of(company)

    assert client_for(owner).get(person_page(company, stranger)).status_code == 404
    with pytest.raises(ValidationError, match="no role"):
        change_roles(company, stranger.user, [Role.OWNER], by=owner)


def test_the_api_lists_people_and_sets_roles_for_an_owner(company, steward, stranger, client_for):
    owner, address = client_for(owner_of(company)), f"/api/v1/organizations/{company.slug}/people/"

    answer = owner.put(f"{address}{steward.user.uid}/", {"roles": ["researcher"]}, content_type="application/json")

    assert answer.status_code == 204
    assert {tuple(person["roles"]) for person in owner.get(address).json()} == {("owner",), ("researcher",)}
    assert client_for(stranger).get(address).status_code == 403
