"""The same people everywhere: a steward owns, a partner is granted, a stranger must see nothing."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from organizations.actor import Actor
from organizations.models import Organization, Role
from organizations.services import add_member, found_organization, verify_organization


def owner_of(organization: Organization) -> Actor:
    """Whoever founded it."""
    held = organization.org_roles.get(role=Role.OWNER)
    return Actor.of(User.objects.filter(memberships__group=held.group).earliest("pk"), organization)


def recruit(organization: Organization, name: str, *roles: Role) -> Actor:
    """A new person with these roles, acting for the organization."""
    first = name.split()[0].lower()
    user = User.objects.create_user(f"{first}@{organization.slug}.example", name=name)
    add_member(organization, user, roles, by=owner_of(organization))
    return Actor.of(user, organization)


def with_proved_address(actor: Actor, email: str = "") -> Actor:
    """The same person, who has confirmed an address: the one they sign in with, or another."""
    email = email or actor.user.email
    EmailAddress.objects.create(user=actor.user, email=email, verified=True, primary=email == actor.user.email)
    return actor


def _found(name: str, kind: str, founder: str) -> Organization:
    user = User.objects.create_user(f"{founder.split()[0].lower()}@{kind}.example", name=founder)
    return found_organization(name, kind, founder=user)


@pytest.fixture
def operator(db: None) -> Organization:
    """The organization that runs the platform."""
    operator = _found("Entente Platform", Organization.Kind.OPERATOR, "Vera Lind")
    add_member(operator, owner_of(operator).user, [Role.STAFF], by=owner_of(operator))
    return operator


@pytest.fixture
def university(operator: Organization) -> Organization:
    founded = _found("Nordhaven University", Organization.Kind.ACADEMIC, "Ingrid Solheim")
    return verify_organization(founded, by=owner_of(operator))


@pytest.fixture
def company(operator: Organization) -> Organization:
    founded = _found("Halvard Bearings AG", Organization.Kind.INDUSTRY, "Claudia Brandt")
    return verify_organization(founded, by=owner_of(operator))


@pytest.fixture
def outsider(operator: Organization) -> Organization:
    """A verified organization that is party to nothing."""
    founded = _found("Somewhere Else Institute", Organization.Kind.OTHER, "Olga Petrova")
    return verify_organization(founded, by=owner_of(operator))


@pytest.fixture
def reviewer(operator: Organization) -> Actor:
    return recruit(operator, "Samuel Okoro", Role.REVIEWER, Role.STAFF)


@pytest.fixture
def steward(company: Organization) -> Actor:
    """Owns: the company's data steward."""
    return recruit(company, "Tomas Reuter", Role.STEWARD)


@pytest.fixture
def partner(university: Organization) -> Actor:
    """Is granted: a researcher of the university."""
    return recruit(university, "Wen Jiahui", Role.RESEARCHER)


@pytest.fixture
def stranger(outsider: Organization) -> Actor:
    """Must see nothing: another organization's researcher and steward."""
    return recruit(outsider, "Rosa Almeida", Role.RESEARCHER, Role.STEWARD)


@pytest.fixture
def university_steward(university: Organization) -> Actor:
    return recruit(university, "Nils Aune", Role.STEWARD)


@pytest.fixture
def signatory_university(university: Organization) -> Actor:
    return recruit(university, "Ida Berg", Role.SIGNATORY)


@pytest.fixture
def signatory_company(company: Organization) -> Actor:
    return recruit(company, "Jonas Keller", Role.SIGNATORY)
