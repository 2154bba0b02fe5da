"""Invitations: to one address, once, for some days; and they tell nobody who has an account."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from tests.cast import owner_of, with_proved_address

from accounts.models import User
from organizations.actor import Actor
from organizations.models import Invitation, Role
from organizations.services import accept_invitation, found_organization, invite

SECRET = "a long enough secret"


@pytest.fixture
def invited(company, stranger, django_capture_on_commit_callbacks) -> str:
    """The path of the link that the stranger got by mail."""
    return send(company, stranger.user.email.upper(), django_capture_on_commit_callbacks)


def send(company, email, capture, roles=(Role.RESEARCHER, Role.AUDITOR)):
    with capture(execute=True):
        invite(company, email, roles, site="https://entente.example/", by=owner_of(company))
    return re.search(r"https://entente\.example(/\S+)", mail.outbox[-1].body)[1]


def test_who_is_invited_reads_and_accepts_and_acts_for_it(company, stranger, invited, client_for):
    client = client_for(with_proved_address(stranger))

    page = client.get(invited, follow=True)
    assert "Claudia Brandt asks you" in page.text
    client.post(page.request["PATH_INFO"])

    assert Actor.of(stranger.user, company).roles == {Role.RESEARCHER, Role.AUDITOR}
    assert client.get("/").wsgi_request.actor.organization == company


def test_a_link_works_once(company, stranger, invited, client_for):
    client = client_for(with_proved_address(stranger))
    client.post(client.get(invited).url)

    assert client.get(invited).status_code == 404
    with pytest.raises(ValidationError, match="used already"):
        accept_invitation(Invitation.objects.get(), by=stranger)


def test_a_link_is_for_its_address_only(company, partner, invited, client_for):
    client = client_for(with_proved_address(partner))

    assert "another address" in client.get(invited).text
    assert client.post(reverse("organizations:accept", args=[Invitation.objects.get().uid])).status_code == 404
    with pytest.raises(PermissionDenied):
        accept_invitation(Invitation.objects.get(), by=partner)


def test_an_address_that_is_not_confirmed_is_not_ones_own(company, stranger, invited):
    with pytest.raises(PermissionDenied):
        accept_invitation(Invitation.objects.get(), by=stranger)


def test_a_link_that_is_too_old_or_taken_back_opens_nothing(company, stranger, invited, client_for):
    with_proved_address(stranger)
    owner = client_for(owner_of(company))
    owner.post(reverse("organizations:revoke", args=[company.slug, Invitation.objects.get().uid]))
    assert client_for(stranger).get(invited).status_code == 404

    Invitation.objects.update(revoked_at=None, expires_at=timezone.now() - timedelta(seconds=1))
    assert client_for(stranger).get(invited).status_code == 404


def test_only_a_digest_of_the_link_is_kept(invited):
    secret = invited.split("/")[2]

    kept = Invitation.objects.values_list("digest", "email").get()
    assert secret not in str(kept)


def test_the_form_answers_the_same_whoever_is_invited(company, stranger, client_for):
    owner = client_for(owner_of(company))
    send_to = reverse("organizations:invite", args=[company.slug])

    answers = []
    for email in (stranger.user.email, "nobody@nowhere.example"):
        page = owner.post(send_to, {"email": email, "roles": [Role.RESEARCHER]}, follow=True)
        answers.append(page.text.count("An invitation is on its way to"))

    assert answers == [1, 1]


def test_who_has_no_account_makes_one_by_the_link_even_where_sign_up_is_closed(
    company, client, django_capture_on_commit_callbacks
):
    link = send(company, "new@halvard.example", django_capture_on_commit_callbacks)
    account = {"name": "Nina Neu", "password1": SECRET, "password2": SECRET}
    assert "Make an account" in client.get(link).text

    other = client.post(reverse("account_signup"), account | {"email": "other@halvard.example"})
    assert "the address that the invitation was sent to" in other.text

    client.post(f"{reverse('account_signup')}?next={link}", account | {"email": "new@halvard.example"})
    person = User.objects.get(email="new@halvard.example")
    client.post(client.get(link).url)
    assert person.name == "Nina Neu"
    assert Actor.of(person, company).roles == {Role.RESEARCHER, Role.AUDITOR}


def test_without_a_link_sign_up_stays_closed(client, db):
    assert "By invitation only" in client.get(reverse("account_signup")).text


def test_only_an_owner_of_a_verified_organization_invites(company, steward, stranger, client_for):
    young = found_organization("Young Company", "industry", founder=stranger.user)
    asked = {"email": "x@y.example", "roles": [Role.RESEARCHER]}

    refused = [(steward, company), (stranger, company), (Actor.of(stranger.user, young), young)]
    for actor, organization in refused:
        answer = client_for(actor).post(reverse("organizations:invite", args=[organization.slug]), asked)
        assert answer.status_code == 403
    assert not Invitation.objects.exists()


def test_what_waits_for_the_invited_stands_on_their_home(company, stranger, invited, client_for):
    page = client_for(with_proved_address(stranger)).get("/")

    assert "Claudia Brandt invites you to act for it as researcher, auditor." in page.text


def test_the_api_invites_lists_takes_back_and_accepts(company, stranger, client_for):
    owner, mine = client_for(owner_of(company)), client_for(with_proved_address(stranger))
    address = f"/api/v1/organizations/{company.slug}/invitations/"
    asked = {"email": stranger.user.email, "roles": ["researcher"]}

    first = owner.post(address, asked, content_type="application/json").json()
    assert owner.delete(f"{address}{first['uid']}/").status_code == 204
    assert owner.get(address).json() == []
    second = owner.post(address, asked, content_type="application/json").json()

    assert [one["uid"] for one in mine.get("/api/v1/invitations/").json()["results"]] == [second["uid"]]
    assert mine.post(f"/api/v1/invitations/{second['uid']}/accept/").status_code == 200
    assert Actor.of(stranger.user, company).roles == {Role.RESEARCHER}
