"""Every address of the site, with things in the place of its parameters, and what it answers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

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


def filled(address: str, world: Mapping[str, str]) -> str:
    """An address with the world's things in it."""
    address = EXPRESSIONS.get(address[1:], address[1:])

    def stand_in(found: re.Match[str]) -> str:
        if found["name"] in world:
            return world[found["name"]]
        kinds = {"slug": SLUGS, "str": SLUGS, "uuid": UIDS}.get(found["kind"])
        if kinds is None:
            return {"int": "1", "path": "0"}[found["kind"]]
        return world[kinds[max((start for start in kinds if address.startswith(start)), key=len)]]

    address = re.sub(r"<(?P<kind>\w+):(?P<name>\w+)>", stand_in, address)
    return "/" + re.sub(r"\^\(\?P<app_label>(\w+)\|.*", r"\1/", address)


def ask(client: Client, method: str, path: str, **sent: Any) -> HttpResponse:
    """What the site answers. Whatever the request did is undone, in the client as well."""
    kept = client.cookies.copy()
    undone = transaction.atomic()
    undone._from_testcase = True  # refusals are recorded outside of transactions
    with undone:
        response = client.generic(method, path, **sent)
        transaction.set_rollback(True)
    client.cookies = kept
    return response


def word_for(response: HttpResponse) -> str:
    """The status; or the door that a redirect leads to."""
    place = response.headers.get("Location", "")
    doors = {"account_login": "sign-in", "admin:login": "desk-door"}
    for door, name in doors.items():
        if place.startswith(reverse(door)):
            return name
    return str(response.status_code)
