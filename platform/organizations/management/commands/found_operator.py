"""`manage.py found_operator`: the organization that runs this platform, and its first person."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from organizations.actor import Actor
from organizations.models import Organization, Role
from organizations.services import add_member, found_organization

ROLES = (Role.OWNER, Role.REVIEWER, Role.STAFF)


class Command(BaseCommand):
    """Once for each installation; everybody else comes in through the site."""

    help = "Found the organization that runs this platform, with its owner, who reviews and verifies."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="Its name.")
        parser.add_argument("email", help="Its owner's address; they set a password by “Forgot your password?”.")
        parser.add_argument("name", help="Its owner's name.")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                owner = _person(options["email"], options["name"])
                operator = found_organization(options["organization"], Organization.Kind.OPERATOR, founder=owner)
                add_member(operator, owner, ROLES, by=Actor.of(owner, operator))
        except ValidationError as fault:
            raise CommandError("\n".join(fault.messages)) from fault
        self.stdout.write(
            _("%(organization)s runs this platform now. %(person)s sets a password with “Forgot your password?”.")
            % {"organization": operator, "person": owner}
        )


def _person(email: str, name: str) -> User:
    found = User.objects.filter(email__iexact=email).first()
    if found:
        return found
    person = User(email=User.objects.normalize_email(email), name=name)
    person.set_unusable_password()
    person.full_clean()
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
