"""The demonstration's people: their organizations, random passwords, and second factors where roles need one."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction

from accounts.models import User
from entente.demo.cast import HOUSES, REVIEWER, House, Person
from organizations.actor import Actor
from organizations.models import SECOND_FACTOR, Organization, Role
from organizations.services import add_member, found_organization, verify_organization


@dataclass(frozen=True)
class SignIn:
    """What a person types to sign in; `code` is an unused recovery code where a second factor is asked for."""

    person: Person
    organization: str
    password: str
    code: str | None


def seed_people() -> list[SignIn]:
    """Found the organizations and their people, or find them; how each signs in.

    Passwords are made once, and kept under var/, readable by its owner only, for the next run to print.
    """
    passwords = _kept_passwords()
    for house in HOUSES:
        with transaction.atomic():
            users = {person: _make_person(person, passwords[person.email]) for person in house.people}
            _found(house, users)
    return [_sign_in(house, person, passwords[person.email]) for house in HOUSES for person in house.people]


def actor(person: Person) -> Actor:
    """`person` acting for the organization that the cast gives them."""
    house = next(house for house in HOUSES if person in house.people)
    return Actor.of(User.objects.get(email=person.email), organization(house))


def organization(house: House) -> Organization:
    """The organization of the cast, as stored."""
    return Organization.objects.get(name=house.name)


def _make_person(person: Person, password: str) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, password, name=person.name)
        EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
        if SECOND_FACTOR & set(person.roles):
            TOTP.activate(user, generate_totp_secret())
            RecoveryCodes.activate(user)
    elif not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def _found(house: House, users: dict[Person, User]) -> None:
    if Organization.objects.filter(name=house.name).exists():
        return
    founder = next(user for person, user in users.items() if Role.OWNER in person.roles)
    founded = found_organization(
        house.name, house.kind, founder=founder, country=house.country, description=house.description
    )
    for person, user in users.items():
        add_member(founded, user, person.roles, by=Actor.of(founder, founded))
    if not founded.is_verified:
        verify_organization(founded, by=actor(REVIEWER))


def _sign_in(house: House, person: Person, password: str) -> SignIn:
    codes = Authenticator.objects.filter(user__email=person.email, type=Authenticator.Type.RECOVERY_CODES).first()
    code = RecoveryCodes(codes).get_unused_codes()[0] if codes else None
    return SignIn(person, house.name, password, code)


def _kept_passwords() -> dict[str, str]:
    path = Path(settings.VAR) / "demo-passwords.json"
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = {person.email for house in HOUSES for person in house.people} - kept.keys()
    if missing:
        kept |= {email: secrets.token_urlsafe(12) for email in missing}
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(kept, file, indent=2)
    return kept
