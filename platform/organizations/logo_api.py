"""An organization's logo in the API. It is set and removed in a browser's session: no token may."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from organizations.finding import find_organization
from organizations.gate import require
from organizations.models import Logo
from organizations.requests import ApiRequest
from organizations.services import remove_logo, set_logo


class PictureSerializer(serializers.Serializer[Any]):
    """A picture, in multipart/form-data."""

    logo = serializers.FileField(help_text="PNG, JPEG or WebP, up to 2 MB; it is drawn anew as a small PNG.")


class LogoSerializer(serializers.ModelSerializer[Logo]):
    """The digest of the PNG that is shown."""

    sha256 = serializers.CharField(source="digest")

    class Meta:
        model = Logo
        fields = ["sha256"]
        read_only_fields = fields


class LogoView(APIView):
    """The picture beside an organization's name."""

    request: ApiRequest
    parser_classes = (MultiPartParser,)

    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, slug: str) -> HttpResponse:
        """The PNG that was drawn from what an owner sent."""
        found = get_object_or_404(Logo, organization=find_organization(request.actor, slug))
        return HttpResponse(bytes(found.png), content_type="image/png")

    @extend_schema(request=PictureSerializer, responses=LogoSerializer)
    def put(self, request: ApiRequest, slug: str) -> Response:
        """Show this picture, in the place of one that is there."""
        found = find_organization(request.actor, slug)
        require(request.actor, "edit", found)
        asked = PictureSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(LogoSerializer(set_logo(found, asked.validated_data["logo"].read(), by=request.actor)).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: ApiRequest, slug: str) -> Response:
        """Show none any more."""
        remove_logo(find_organization(request.actor, slug), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
