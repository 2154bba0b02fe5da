"""Signing with an organization's own key, exports and new terms in the API.

Signing asks for a person: a browser's session in which the password or a second factor was given just now.
"""

import base64
import io
from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from agreements.api.agreements import AgreementDetailSerializer
from agreements.forms.signing import read_signature
from agreements.models import Agreement
from agreements.policy import require, visible
from agreements.services.amending import amend_agreement
from agreements.services.export import export_json, export_pdf
from agreements.services.signing import prepare_outside, sign_outside
from agreements.services.versions import current_of
from organizations.reauthentication import check_proved_just_now
from organizations.requests import ApiRequest


class SignatureBytesField(serializers.CharField):
    """An Ed25519 signature in Base64."""

    def to_internal_value(self, data: Any) -> str:
        """The same in one writing."""
        return read_signature(super().to_internal_value(data).encode())


class MomentSerializer(serializers.Serializer[Any]):
    """The moment that is signed."""

    signed_at = serializers.DateTimeField()


class ToSignSerializer(MomentSerializer):
    """What an organization signs with its own key."""

    sha256 = serializers.CharField(help_text="The digest of the terms and both texts.")
    bytes = serializers.CharField(help_text="Exactly the bytes to sign, in Base64.")


class OutsideSerializer(MomentSerializer):
    """A signature that was made outside."""

    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")
    signature = SignatureBytesField(help_text="64 bytes in Base64.")


class AmendSerializer(serializers.Serializer[Any]):
    """New terms for an agreement in force."""

    title = serializers.CharField(max_length=200, required=False, default="")
    terms = serializers.JSONField()


class AgreementView(APIView):
    """Finds the agreement among those that the actor may see."""

    def found(self, request: ApiRequest, slug: str) -> Agreement:
        """The agreement, else a 404."""
        seen = visible(request.actor, Agreement.objects.select_related("current_version"), "discover")
        return get_object_or_404(seen, slug=slug)


class SignatureView(AgreementView):
    """Signing outside, with the organization's own key."""

    @extend_schema(parameters=[MomentSerializer], responses=ToSignSerializer)
    def get(self, request: ApiRequest, slug: str) -> Response:
        """Exactly the bytes to sign; the moment is signed with them."""
        agreement = self._asked(request, slug)
        asked = MomentSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        signed_at = asked.validated_data["signed_at"].replace(microsecond=0)
        data = prepare_outside(agreement, signed_at=signed_at, by=request.actor)
        told = {
            "signed_at": signed_at,
            "sha256": current_of(agreement).sha256,
            "bytes": base64.b64encode(data).decode(),
        }
        return Response(ToSignSerializer(told).data)

    @extend_schema(request=OutsideSerializer, responses=AgreementDetailSerializer)
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Upload the signature; it is checked before it counts."""
        agreement = self._asked(request, slug)
        asked = OutsideSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        sign_outside(
            agreement,
            given["sha256"],
            signed_at=given["signed_at"].replace(microsecond=0),
            ed25519=given["signature"],
            by=request.actor,
        )
        return Response(AgreementDetailSerializer(self.found(request, slug)).data, status=HTTP_201_CREATED)

    def _asked(self, request: ApiRequest, slug: str) -> Agreement:
        """The agreement, when the actor may sign it and proved just now who they are."""
        agreement = self.found(request, slug)
        require(request.actor, "sign", agreement)
        check_proved_just_now(request)
        return agreement


class ExportView(AgreementView):
    """An agreement to take along: check it with `python -m agreements.verify`."""

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, slug: str) -> FileResponse:
        """Terms, both texts, signatures, keys and digests, as one canonical JSON file."""
        data = export_json(self.found(request, slug), by=request.actor)
        return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{slug}.json")


class PdfView(AgreementView):
    """An agreement for reading and printing."""

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, slug: str) -> FileResponse:
        """Both texts, who signed, and the digests, on A4."""
        data = export_pdf(self.found(request, slug), by=request.actor)
        return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{slug}.pdf")


class AmendView(AgreementView):
    """New terms for an agreement in force."""

    @extend_schema(request=AmendSerializer, responses={201: AgreementDetailSerializer})
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Draft them: an agreement of their own, which takes the place of this one once all parties signed it."""
        asked = AmendSerializer(data=request.data)
        agreement = self.found(request, slug)
        require(request.actor, "amend", agreement)
        asked.is_valid(raise_exception=True)
        amendment = amend_agreement(agreement, **asked.validated_data, by=request.actor)
        return Response(AgreementDetailSerializer(amendment).data, status=HTTP_201_CREATED)
