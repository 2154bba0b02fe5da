"""Drafting in the API: a new draft, other terms for it, and versions in answer to what others asked."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from agreements.models import Agreement, State
from agreements.services.drafting import edit_draft
from agreements.services.negotiation import counter_propose, draft_agreement, propose, propose_version
from organizations.requests import ApiRequest


class DraftSerializer(serializers.Serializer[Any]):
    """A title and terms; the address of their JSON Schema is /api/v1/terms/schema/."""

    title = serializers.CharField(max_length=200)
    terms = serializers.JSONField()


class VersionSerializer(serializers.Serializer[Any]):
    """Other terms, and why: the other parties read it."""

    terms = serializers.JSONField()
    reason = serializers.CharField(max_length=2000, required=False, default="")


class DraftingMixin:
    """The verbs of drafting, for the viewset of agreements (agreements/api/agreements.py)."""

    @extend_schema(request=DraftSerializer)
    def create(self, request: ApiRequest) -> Response:
        """A draft that only your organization sees."""
        asked = _asked(DraftSerializer, request)
        draft = draft_agreement(**asked, by=request.actor)
        return self._told(draft, status.HTTP_201_CREATED)

    @extend_schema(request=DraftSerializer)
    @action(detail=True, methods=["put"])
    def draft(self, request: ApiRequest, slug: str) -> Response:
        """The draft with another title or other terms."""
        return self._told(edit_draft(self._found(), **_asked(DraftSerializer, request), by=request.actor))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def propose(self, request: ApiRequest, slug: str) -> Response:
        """Show the draft to the other parties, for their answer."""
        return self._told(propose(self._found(), by=request.actor))

    @extend_schema(request=VersionSerializer)
    @action(detail=True, methods=["post"])
    def versions(self, request: ApiRequest, slug: str) -> Response:
        """Other terms in answer: to requested changes, or to what another party proposed."""
        agreement, asked = self._found(), _asked(VersionSerializer, request)
        if agreement.state == State.PROPOSED:
            return self._told(counter_propose(agreement, **asked, by=request.actor))
        return self._told(propose_version(agreement, terms=asked["terms"], by=request.actor))

    def _found(self) -> Agreement:
        found: Agreement = self.get_object()  # type: ignore[attr-defined]  # of the viewset this is mixed into
        return found

    def _told(self, agreement: Agreement, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().get(pk=agreement.pk)  # type: ignore[attr-defined]
        return Response(self.get_serializer(fresh).data, status=code)  # type: ignore[attr-defined]


def _asked(serializer: type[serializers.Serializer[Any]], request: ApiRequest) -> dict[str, Any]:
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)
