"""Terms in the API: their JSON Schema, templates to start from, and the text that terms would have."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.composing.preview import preview
from agreements.composing.templates import TEMPLATES
from agreements.policy import require
from agreements.rendering import Clause
from agreements.terms import json_schema
from organizations.requests import ApiRequest


class ClauseSerializer(serializers.Serializer[Clause]):
    """One clause: who keeps it stands beside its words."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    keeper = serializers.ChoiceField(choices=["software", "people", "text"])
    codes = serializers.ListField(child=serializers.CharField())


class TemplateSerializer(serializers.Serializer[Any]):
    """An agreement to start from; its lists of parties are said by role."""

    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    fewest = serializers.IntegerField(help_text="The fewest parties that it is made for.")
    most = serializers.IntegerField(help_text="The most parties that it is made for.")
    months = serializers.IntegerField(help_text="How long it usually holds.")
    operations = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    terms = serializers.DictField()


class TermsSerializer(serializers.Serializer[Any]):
    """Terms to be read before they are a draft."""

    title = serializers.CharField(max_length=200, required=False, default="")
    terms = serializers.JSONField()


class FaultSerializer(serializers.Serializer[Any]):
    """What has to be mended, and where."""

    path = serializers.CharField()
    sentence = serializers.CharField(source="words")


class PreviewSerializer(serializers.Serializer[Any]):
    """The clauses in both languages, or none while a part can't be read, and every fault."""

    well_formed = serializers.BooleanField()
    clauses_en = ClauseSerializer(many=True)
    clauses_zh = ClauseSerializer(many=True)
    faults = FaultSerializer(many=True)


class TermsSchemaView(APIView):
    """The JSON Schema of terms."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: ApiRequest) -> Response:
        """The schema (draft 2020-12). A few rules between parts are only checked when terms are sent."""
        return Response(json_schema(), content_type="application/schema+json")


class TermsTemplatesView(APIView):
    """Agreements to start from."""

    @extend_schema(responses=TemplateSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """All of them; what they leave out is the parties' to say."""
        return Response(TemplateSerializer(list(TEMPLATES.values()), many=True).data)


class TermsCheckView(APIView):
    """Terms read before they are a draft."""

    @extend_schema(request=TermsSerializer, responses=PreviewSerializer)
    def post(self, request: ApiRequest) -> Response:
        """The text that they would have and every fault at once; nothing is stored."""
        require(request.actor, "draft_agreement", request.actor.organization)
        asked = TermsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = preview(asked.validated_data["terms"], title=asked.validated_data["title"], version=1, by=request.actor)
        told = {
            "well_formed": not found.faults,
            "clauses_en": found.texts["en"].clauses if found.texts else [],
            "clauses_zh": found.texts["zh"].clauses if found.texts else [],
            "faults": found.faults,
        }
        return Response(PreviewSerializer(told).data)
