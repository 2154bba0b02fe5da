"""People: one address in any case, nothing by flags, and sign-up as the settings say."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_an_address_is_one_person_however_it_is_written():
    User.objects.create_user("wen@nordhaven.example")

    with pytest.raises(IntegrityError):
        User.objects.create_user("WEN@nordhaven.example")


def test_somebody_signs_in_however_they_write_their_address(rf):
    user = User.objects.create_user("wen@nordhaven.example", "correct horse battery")

    assert authenticate(rf.get("/"), email="Wen@Nordhaven.example", password="correct horse battery") == user


def test_a_superuser_may_nothing(company):
    user = User.objects.create_user("root@example.org", is_superuser=True)
    user.acting_for = company

    assert not user.has_perm("organizations.view_organization")
    assert not user.has_perm("organizations.manage_members_organization", company)
    assert not user.has_module_perms("organizations")


@pytest.mark.parametrize(("is_open", "may"), [(False, False), (True, True)])
def test_strangers_make_an_account_only_where_sign_up_is_open(client, settings, is_open, may):
    settings.OPEN_SIGN_UP = is_open
    secret = "a long enough secret"

    client.post(
        reverse("account_signup"), {"name": "N", "email": "new@example.org", "password1": secret, "password2": secret}
    )

    assert User.objects.filter(email="new@example.org").exists() == may
