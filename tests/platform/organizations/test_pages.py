"""An organization's page, one's tokens, and whom one acts for."""

from django.urls import reverse
from tests.cast import owner_of

from organizations.models import Role, Token


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
