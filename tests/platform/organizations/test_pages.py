"""An organization's page, one's tokens, and whom one acts for."""

from django.urls import reverse
from tests.cast import owner_of

from organizations.actor import Actor
from organizations.models import Role, Token


def test_an_owner_lets_somebody_in_and_takes_the_role_back(company, stranger, client_for):
    owner = owner_of(company)
    client = client_for(owner)

    client.post(company.get_absolute_url(), {"email": stranger.user.email.upper(), "roles": [Role.RESEARCHER]})
    assert Actor.of(stranger.user, company).roles == {Role.RESEARCHER}
    assert stranger.user.email in client.get(company.get_absolute_url()).text

    client.post(
        reverse("organizations:take_role", args=[company.slug]), {"person": stranger.user.uid, "role": Role.RESEARCHER}
    )
    assert Actor.of(stranger.user, company).roles == frozenset()


def test_the_only_owner_stays_owner(company, client_for):
    owner = owner_of(company)

    page = client_for(owner).post(
        reverse("organizations:take_role", args=[company.slug]),
        {"person": owner.user.uid, "role": Role.OWNER},
        follow=True,
    )

    assert "only owner" in page.text
    assert Role.OWNER in Actor.of(owner.user, company).roles


def test_nobody_but_an_owner_gives_roles(company, steward, stranger, client_for):
    for actor in (steward, stranger):
        answer = client_for(actor).post(
            company.get_absolute_url(), {"email": stranger.user.email, "roles": [Role.OWNER]}
        )
        assert answer.status_code == 403
    assert Actor.of(stranger.user, company).organization is None


def test_people_are_shown_to_their_own_organization_only(company, steward, stranger, client_for):
    assert steward.user.email in client_for(steward).get(company.get_absolute_url()).text
    assert steward.user.email not in client_for(stranger).get(company.get_absolute_url()).text


def test_a_tokens_secret_is_shown_once_and_kept_nowhere(partner, client_for):
    client = client_for(partner)

    page = client.post(reverse("organizations:tokens"), {"name": "nightly", "scopes": ["read"], "days": "30"})
    secret = page.context["secret"]

    assert secret in page.text
    assert secret not in client.get(reverse("organizations:tokens")).text
    assert "no-store" in page["Cache-Control"]
    assert not Token.objects.filter(digest=secret).exists()


def test_a_revoked_token_opens_nothing(partner, client_for, api_for):
    api = api_for(partner)
    assert api.get("/api/v1/organizations/").status_code == 200

    token = Token.objects.get(user=partner.user)
    client_for(partner).post(reverse("organizations:token_revoke", args=[token.uid]))

    assert api.get("/api/v1/organizations/").status_code == 401


def test_somebody_elses_token_is_not_there(partner, stranger, client_for, api_for):
    api_for(partner)
    token = Token.objects.get(user=partner.user)

    assert client_for(stranger).post(reverse("organizations:token_revoke", args=[token.uid])).status_code == 404


def test_a_token_without_the_scope_for_reading_lists_nothing(partner, api_for):
    answer = api_for(partner, scopes=["jobs"]).get("/api/v1/organizations/")

    assert answer.json()["count"] == 0


def test_one_acts_for_another_of_ones_organizations(company, university, partner, client_for):
    from organizations.services import add_member

    add_member(company, partner.user, [Role.RESEARCHER], by=owner_of(company))
    client = client_for(partner)

    answer = client.post("/acting-for/", {"organization": company.slug, "next": "https://elsewhere.example/"})

    assert answer.url == "/"
    assert client.get(company.get_absolute_url()).context["people"] is not None


def test_a_signatory_without_a_second_factor_is_sent_to_set_one_up(signatory_company, company, client):
    client.force_login(signatory_company.user, backend="accounts.backends.SignIn")

    assert client.get(company.get_absolute_url()).url == reverse("mfa_activate_totp")
    assert client.get(reverse("organizations:tokens")).url == reverse("mfa_activate_totp")
    assert client.get("/api/v1/organizations/").json()["code"] == "second_factor_missing"
    assert client.get(reverse("mfa_activate_totp")).status_code in (200, 302)
