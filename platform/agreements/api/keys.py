"""The keys that organizations sign with, in the API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from agreements.models import OrganizationKey
from agreements.policy import require, visible
from agreements.services.keys import register_key, retire_key
from organizations.models import Organization
from organizations.reauthentication import check_proved_just_now
from organizations.requests import ApiRequest


class KeySerializer(serializers.ModelSerializer[OrganizationKey]):
    """The public half of a key."""

    fingerprint = serializers.CharField()
    held_here = serializers.BooleanField(source="is_held")

    class Meta:
        model = OrganizationKey
        fields = ["uid", "fingerprint", "public_key", "held_here", "created_at", "retired_at"]
        read_only_fields = fields


class RegisterSerializer(serializers.Serializer[Any]):
    """An organization's own public key."""

    public_key = serializers.CharField(max_length=1000, help_text="An Ed25519 public key in PEM.")


class KeysView(APIView):
    """The keys that an organization signs with, newest first."""

    @extend_schema(responses=KeySerializer(many=True))
    def get(self, request: ApiRequest, slug: str) -> Response:
        """The key in use and the retired ones: compare their fingerprints with those in an export."""
        keys = OrganizationKey.objects.filter(organization=_organization(request, slug))
        return Response(KeySerializer(visible(request.actor, keys, "discover"), many=True).data)

    @extend_schema(request=RegisterSerializer, responses={201: KeySerializer})
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Register the organization's own key. Its owner does so, having proved just now who they are."""
        organization = _organization(request, slug)
        require(request.actor, "register_key", organization)
        check_proved_just_now(request)
        asked = RegisterSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        key = register_key(organization, asked.validated_data["public_key"], by=request.actor)
        return Response(KeySerializer(key).data, status=HTTP_201_CREATED)


class RetireView(APIView):
    """The end of the key in use."""

    @extend_schema(request=None, responses=KeySerializer)
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Sign no more with it. What it signed goes on holding; the next signature makes a new key."""
        organization = _organization(request, slug)
        require(request.actor, "retire_key", organization)
        check_proved_just_now(request)
        return Response(KeySerializer(retire_key(organization, by=request.actor)).data)


def _organization(request: ApiRequest, slug: str) -> Organization:
    return get_object_or_404(visible(request.actor, Organization.objects.all(), "discover"), slug=slug)
