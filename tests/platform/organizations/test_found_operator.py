"""The first organization of an installation."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from organizations.actor import Actor
from organizations.models import Organization


def test_the_command_founds_the_operator_with_a_reviewer_who_has_no_password_yet(db, capsys):
    call_command("found_operator", "Lyon Platform", "ana@lyon.example", "Ana Duval")

    operator = Organization.objects.get(kind=Organization.Kind.OPERATOR)
    owner = User.objects.get(email="ana@lyon.example")
    assert operator.is_verified
    assert Actor.of(owner, operator).roles == {"owner", "reviewer", "staff"}
    assert not owner.has_usable_password()
    assert "Ana Duval" in capsys.readouterr().out


def test_a_platform_has_one_operator(operator):
    with pytest.raises(CommandError, match="runs this platform"):
        call_command("found_operator", "A second one", "bo@lyon.example", "Bo Lind")
    assert not User.objects.filter(email="bo@lyon.example").exists()
