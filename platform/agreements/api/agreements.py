"""Agreements in the API: reading them, and suspending and resuming. Signing happens in the browser only."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.api.consequences import BreaksMixin
from agreements.api.drafting import DraftingMixin
from agreements.models import Agreement, Party
from agreements.pages.life import standing
from agreements.policy import visible
from agreements.services.suspension import resume_agreement, suspend_agreement, terminate_agreement
from organizations.requests import ApiRequest


class PartySerializer(serializers.ModelSerializer[Party]):
    """A party by address and name, and on which side it stands."""

    organization = serializers.SlugField(source="organization.slug")
    name = serializers.CharField(source="organization.name")

    class Meta:
        model = Party
        fields = ["organization", "name", "provides", "receives"]


class AgreementSerializer(serializers.ModelSerializer[Agreement]):
    """An agreement in a list."""

    state = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="current_version.number")
    sha256 = serializers.CharField(source="current_version.sha256")
    amends = serializers.SlugField(source="amends.slug", default=None, allow_null=True)
    parties = PartySerializer(many=True)

    class Meta:
        model = Agreement
        fields = ["slug", "title", "state", "version", "sha256", "starts_at", "ends_at", "amends", "parties"]

    def get_state(self, agreement: Agreement) -> str:
        """Its state; what is past its last day has expired."""
        return str(standing(agreement))


class AgreementDetailSerializer(AgreementSerializer):
    """An agreement with its terms and both texts, as they are signed."""

    terms = serializers.JSONField(source="current_version.terms")
    text_en = serializers.CharField(source="current_version.text_en")
    text_zh = serializers.CharField(source="current_version.text_zh")
    renderer_version = serializers.CharField(source="current_version.renderer_version")

    class Meta(AgreementSerializer.Meta):
        fields = [*AgreementSerializer.Meta.fields, "uid", "reason", "terms", "text_en", "text_zh", "renderer_version"]


class ReasonSerializer(serializers.Serializer[Any]):
    """Why: the other parties read it."""

    reason = serializers.CharField(max_length=2000)


class AgreementViewSet(BreaksMixin, DraftingMixin, ListModelMixin, RetrieveModelMixin, GenericViewSet[Agreement]):
    """The agreements of the organization acted for."""

    request: ApiRequest
    lookup_field = "slug"
    queryset = Agreement.objects.none()

    def get_queryset(self) -> QuerySet[Agreement]:
        """What the actor may see, newest first."""
        rows = visible(self.request.actor, Agreement.objects.select_related("current_version", "amends"), "discover")
        return rows.prefetch_related("parties__organization").order_by("-id")

    def get_serializer_class(self) -> type[AgreementSerializer]:
        """Lists are short; one agreement carries its terms and texts."""
        return AgreementSerializer if self.action == "list" else AgreementDetailSerializer

    @extend_schema(request=ReasonSerializer, responses=AgreementDetailSerializer)
    @action(detail=True, methods=["post"])
    def suspend(self, request: ApiRequest, slug: str) -> Response:
        """Stop everything that rests on the agreement."""
        return self._answer(suspend_agreement(self.get_object(), by=request.actor, reason=_reason(request)))

    @extend_schema(request=ReasonSerializer, responses=AgreementDetailSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: ApiRequest, slug: str) -> Response:
        """Let a suspended agreement hold again."""
        return self._answer(resume_agreement(self.get_object(), by=request.actor, reason=_reason(request)))

    @extend_schema(request=ReasonSerializer, responses=AgreementDetailSerializer)
    @action(detail=True, methods=["post"])
    def terminate(self, request: ApiRequest, slug: str) -> Response:
        """End it for good; `consequences/` says beforehand what that breaks."""
        return self._answer(terminate_agreement(self.get_object(), by=request.actor, reason=_reason(request)))

    def _answer(self, agreement: Agreement) -> Response:
        return Response(AgreementDetailSerializer(agreement).data)


def _reason(request: ApiRequest) -> str:
    asked = ReasonSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return str(asked.validated_data["reason"])
