"""Every address of the site, with things in the place of its parameters, and what it answers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
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
    "admin/organizations/organization/<slug:slug>/verify/": "applicant",
    "admin/organizations/organization/<slug:slug>/reject/": "applicant",
    "api/v1/organizations/<str:slug>/verify/": "applicant",
    "api/v1/organizations/<str:slug>/reject/": "applicant",
    "agreements/": "agreement",
    "admin/agreements/": "agreement",
    "admin/collaborations/": "project",
    "api/v1/agreements/": "agreement",
    "datasets/": "dataset",
    "api/v1/datasets/": "dataset",
    "models/": "model",
    "open/datasets/": "dataset",
    "open/models/": "model",
    "api/v1/models/": "model",
    "projects/": "project",
    "api/v1/projects/": "project",
    "account/calendar/": "secret",
    "hub/": "model",
    "hub/<slug:project>/api/datasets/": "dataset",
    "hub/<slug:project>/datasets/": "dataset",
}
OWNERS = {place: f"{SLUGS[place]}_owner" for place in SLUGS if place.startswith("hub/")}
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
    "api/v1/account/tokens/": "token",
    "notices/": "notice",
    "api/v1/notices/": "notice",
    "jobs/": "job",
    "api/v1/jobs/": "job",
    "duties/": "duty",
    "api/v1/duties/": "duty",
    "compliance/": "compliance_review",
    "api/v1/compliance-reviews/": "compliance_review",
    "findings/": "finding",
    "datasets/": "privacy_finding",
    "api/v1/datasets/": "privacy_finding",
    "datasets/<slug:slug>/<int:number>/privacy/recipes/": "recipe",
    "api/v1/datasets/<str:slug>/versions/<int:number>/recipes/": "recipe",
    "datasets/<slug:slug>/withdrawals/": "row_withdrawal",
    "api/v1/datasets/<str:slug>/withdrawals/": "row_withdrawal",
    "projects/": "ethics_approval",
    "projects/invitations/": "project_invitation",
    "projects/<slug:slug>/standards/": "standard",
    "projects/<slug:slug>/standards/checks/": "standard_check",
    "api/v1/standards/": "standard",
    "api/v1/standard-checks/": "standard_check",
    "projects/<slug:slug>/papers/": "paper",
    "projects/<slug:slug>/inventions/": "invention",
    "api/v1/papers/": "paper",
    "api/v1/inventions/": "invention",
    "api/v1/project-invitations/": "project_invitation",
    "projects/<slug:slug>/team/": "member",
    "projects/<slug:slug>/objectives/": "objective",
    "api/v1/projects/<str:slug>/objectives/": "objective",
    "projects/<slug:slug>/tasks/": "task",
    "api/v1/projects/<str:slug>/tasks/": "task",
    "projects/<slug:slug>/milestones/": "milestone",
    "api/v1/projects/<str:slug>/milestones/": "milestone",
    "projects/<slug:slug>/risks/": "risk",
    "api/v1/projects/<str:slug>/risks/": "risk",
    "api/v1/projects/<str:slug>/decisions/": "decision",
    "projects/<slug:slug>/meetings/": "meeting",
    "api/v1/projects/<str:slug>/meetings/": "meeting",
    "api/v1/projects/<str:slug>/team/": "member",
    "api/v1/ethics-approvals/": "ethics_approval",
    "fulfilments/": "fulfilment",
    "api/v1/fulfilments/": "fulfilment",
    "api/v1/working-copies/": "working_copy",
    "api/v1/findings/": "finding",
    "api/v1/uploads/": "upload",
    "models/arrivals/": "arrival",
    "models/<slug:slug>/predictions/": "prediction",
    "api/v1/predictions/": "prediction",
    "api/v1/model-arrivals/": "arrival",
    "api/v1/ingestions/": "draft",
    "datasets/drafts/": "draft",
    "datasets/combined/": "fusion",
    "api/v1/fusions/": "fusion",
    "batches/": "batch",
    "api/v1/batches/": "batch",
    "admin/agreements/duty/": "duty",
    "agreements/working-copies/": "working_copy",
    "admin/agreements/compliancereview/": "compliance_review",
}
# What another name than an address or an identifier stands for.
BY_NAME = {
    "<slug:role>": "role",
    "<slug:party>": "party",
    "<uuid:item>": "agenda_item",
    "<uuid:noted>": "noted",
    "<slug:project>": "project",
    "<path:name>": "file",
    "<str:name>": "domain",
    "<str:session>": "session",
    "<str:passkey>": "passkey",
}
# What says nothing of a thing.
AS_THEY_ARE = {"<str:revision>": "main", "<path:path>": "README.md"}
PLAIN = {"int": "1", "path": "0"}
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
        if found[0] in BY_NAME and BY_NAME[found[0]] in world:
            return world[BY_NAME[found[0]]]
        if found[0] in AS_THEY_ARE:
            return AS_THEY_ARE[found[0]]
        if found["kind"] in PLAIN:
            return PLAIN[found["kind"]]
        kinds = OWNERS if found["name"] == "owner" else UIDS if found["kind"] == "uuid" else SLUGS
        fitting = [start for start in kinds if address.startswith(start)]
        assert fitting, f"{address}: say above what stands for {found['name']}"
        return world[kinds[max(fitting, key=len)]]

    address = re.sub(r"<(?P<kind>\w+):(?P<name>\w+)>", stand_in, address)
    return "/" + re.sub(r"\^\(\?P<app_label>(\w+)\|.*", r"\1/", address)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever is done within is undone at the end, in the client as well."""
    kept = client.cookies.copy()
    within = transaction.atomic()
    within._from_testcase = True  # refusals are recorded outside of transactions
    with within:
        yield
        transaction.set_rollback(True)
    client.cookies = kept


def spoken_at(path: str) -> dict[str, Any]:
    """The headers without which an address that speaks a protocol of its own answers nobody."""
    return {"HTTP_TUS_RESUMABLE": "1.0.0"} if path.startswith("/api/v1/uploads/") else {}


def ask(client: Client, method: str, path: str, **sent: Any) -> HttpResponse:
    """What the site answers; undone afterwards."""
    with undone(client):
        return client.generic(method, path, **spoken_at(path), **sent)


def methods_at(path: str, clients: Iterable[Client]) -> list[str]:
    """The methods that an address says it takes; those of a page that takes any are GET and POST."""
    told = ",".join(ask(client, "OPTIONS", path).headers.get("Allow", "") for client in clients)
    taken = {word.strip() for word in told.split(",")} & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    return sorted(taken or {"GET", "POST"})


def word_for(response: HttpResponse) -> str:
    """The status; or the door that a redirect leads to."""
    place = response.headers.get("Location", "")
    doors = {"account_login": "sign-in", "admin:login": "desk-door"}
    for door, name in doors.items():
        if place.startswith(reverse(door)):
            return name
    return str(response.status_code)
