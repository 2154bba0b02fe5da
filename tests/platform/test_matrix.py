"""Who gets what at every address: the whole site is walked and compared with tests/authorization_matrix.txt.

An address that the table doesn't name fails, and so does a line whose address is gone. The world is that of a signed
agreement: the company's notes are closed, the university's model is open, a job of the university waits in line.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.cast import owner_of, recruit

from agreements.models import Asset, Duty
from agreements.services.access import ask_for_access
from agreements.services.compliance import open_review
from agreements.services.compliance_findings import add_finding
from agreements.services.talking import comment_on
from organizations.models import JoinRequest, Organization, Role, Token
from organizations.services import found_organization, invite

TABLE = Path(__file__).parents[1] / "authorization_matrix.txt"
PEOPLE = ("anonymous", "stranger", "unverified", "partner", "steward", "reviewer")

# What stands for the parameters of an address; the longest beginning that fits counts.
SLUGS = {
    "organizations/": "company",
    "invitations/": "invitation",
    "admin/organizations/": "company",
    "api/v1/organizations/": "company",
    "agreements/": "agreement",
    "admin/agreements/": "agreement",
    "api/v1/agreements/": "agreement",
    "datasets/": "dataset",
    "api/v1/datasets/": "dataset",
    "models/": "model",
    "api/v1/models/": "model",
    "projects/": "project",
    "api/v1/projects/": "project",
}
UIDS = {
    "organizations/<slug:slug>/people/": "member",
    "organizations/<slug:slug>/invitations/": "invitation",
    "organizations/<slug:slug>/join/": "asked_to_join",
    "invitations/": "invitation",
    "api/v1/organizations/<slug:slug>/people/": "member",
    "api/v1/organizations/<slug:slug>/invitations/": "invitation",
    "api/v1/organizations/<slug:slug>/join-requests/": "asked_to_join",
    "api/v1/invitations/": "invitation",
    "comments/": "comment",
    "api/v1/comments/": "comment",
    "access-requests/": "access_request",
    "api/v1/access-requests/": "access_request",
    "account/tokens/": "token",
    "jobs/": "job",
    "api/v1/jobs/": "job",
    "duties/": "duty",
    "api/v1/duties/": "duty",
    "compliance/": "compliance_review",
    "api/v1/compliance-reviews/": "compliance_review",
    "findings/": "finding",
}
# Addresses made of expressions: what is asked in their place.
EXPRESSIONS = {
    "account/^confirm-email/(?P<key>[-:\\w]+)/$": "account/confirm-email/nothing/",
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "account/password/reset/key/1-nothing/",
    "account/oidc/^(?P<provider_id>[^/]+)/login/": "account/oidc/nothing/login/",
    "account/oidc/^(?P<provider_id>[^/]+)/login/callback/": "account/oidc/nothing/login/callback/",
    "admin/(?P<url>.*)$": "admin/nothing/",
}


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address that the site answers, as its patterns write it."""
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield here
        else:
            yield from addresses(pattern.url_patterns, here)


def table() -> dict[tuple[str, str], tuple[str, ...]]:
    """The expected answers by method and address."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {(method, address): tuple(answers) for method, address, *answers in lines[1:]}


@pytest.fixture
def world(
    submit,
    agreement,
    notes,
    base,
    project,
    company,
    university,
    operator,
    reviewer,
    stranger,
    steward,
    partner,
    api_for,
):
    """One of each thing, by the word that the table's addresses are filled with."""
    shared = {"agreement": agreement, "organization": university, "asset": notes.version.asset}
    review = open_review(agreement, by=steward)
    wanted = {"project": project.undertaking, "words": "To look at it at home.", "by": partner}
    asked = ask_for_access(notes.version.asset, "download", **wanted)
    found = {"organization": university, "says": "A copy lies on a laptop.", "due_on": date(2030, 1, 1)}
    Asset.objects.filter(pk=notes.version.asset_id).update(openness=Asset.Openness.CLOSED)
    api_for(partner)
    return {
        "company": company.slug,
        "agreement": agreement.slug,
        "dataset": notes.version.asset.slug,
        "model": base.version.asset.slug,
        "project": project.undertaking.slug,
        "job": str(submit().uid),
        "duty": str(Duty.objects.create(kind=Duty.Kind.COPIES, **shared).uid),
        "compliance_review": str(review.uid),
        "comment": str(comment_on(agreement.current_version, "Why?", by=steward).uid),
        "access_request": str(asked.request.uid),
        "finding": str(add_finding(review, **found, by=steward).uid),
        "token": str(Token.objects.get(user=partner.user).uid),
        "member": str(steward.user.uid),
        "invitation": str(invite(company, "x@y.example", [Role.OWNER], site="/", by=owner_of(company)).uid),
        "asked_to_join": str(
            JoinRequest.objects.create(organization=company, user=stranger.user, email="x@y.example").uid
        ),
    }


@pytest.fixture
def people(world, stranger, partner, steward, reviewer, university, client_for) -> dict[str, Client]:
    """A signed-in client for each column."""
    founder = owner_of(university).user
    young = found_organization("Young Company", Organization.Kind.INDUSTRY, founder=founder)
    unverified = recruit(young, "Yuna Ito", Role.RESEARCHER, Role.STEWARD)
    actors = {"stranger": stranger, "unverified": unverified, "partner": partner, "steward": steward}
    clients = {name: client_for(actor) for name, actor in actors.items()}
    return {"anonymous": Client(), "reviewer": client_for(reviewer), **clients}


def filled(address: str, world: dict[str, str]) -> str:
    """An address with the world's things in it."""
    address = EXPRESSIONS.get(address[1:], address[1:])

    def stand_in(found: re.Match[str]) -> str:
        kinds = {"slug": SLUGS, "str": SLUGS, "uuid": UIDS}.get(found["kind"])
        if kinds is None:
            return {"int": "1", "path": "0"}[found["kind"]]
        return world[kinds[max((start for start in kinds if address.startswith(start)), key=len)]]

    address = re.sub(r"<(?P<kind>\w+):(?P<name>\w+)>", stand_in, address)
    return "/" + re.sub(r"\^\(\?P<app_label>(\w+)\|.*", r"\1/", address)


def answer(client: Client, method: str, path: str) -> str:
    """The status; or where a redirect leads, when it leads to a door. Whatever the request did is undone."""
    undone = transaction.atomic()
    undone._from_testcase = True  # refusals are recorded outside of transactions
    with undone:
        response = client.generic(method, path)
        transaction.set_rollback(True)
    place = response.headers.get("Location", "")
    doors = {"account_login": "sign-in", "admin:login": "desk-door"}
    for door, name in doors.items():
        if place.startswith(reverse(door)):
            return name
    return str(response.status_code)


def test_every_address_is_in_the_table_and_the_other_way_round():
    told = {address for _method, address in table()}

    assert set(addresses(get_resolver().url_patterns)) == told


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_gets_what_the_table_says(who, world, people):
    column = PEOPLE.index(who)
    found = {}
    for (method, address), expected in table().items():
        given = answer(people[who], method, filled(address, world))
        if given != expected[column]:
            found[f"{method} {address}"] = f"{given}, not {expected[column]}"

    assert not found
