"""Requests as our doors see them: somebody asks, for an organization (middleware.py, authentication.py)."""

from typing import cast

from django.http import HttpRequest
from rest_framework.request import Request

from organizations.actor import Actor
from organizations.models import Organization


class ActingRequest(HttpRequest):
    """A page's request."""

    actor: Actor
    organizations: list[Organization]


class ApiRequest(Request):
    """A request to the API; its actor comes from the token, or from the session's."""

    actor: Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, where a framework's method takes any request."""
    return cast(ActingRequest, request).actor
