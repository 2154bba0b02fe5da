"""Risks, differences of interest and decisions of a project in the API."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from collaborations.models import Decision, Risk
from collaborations.planning_api import OfProjectViewSet
from collaborations.services.records import raise_risk, record_decision, settle_risk
from organizations.requests import ApiRequest


class ProjectRiskSerializer(serializers.ModelSerializer[Risk]):
    """What may go wrong, or where the parties want different things; `settled_at` is null while it is open."""

    kind = serializers.ChoiceField(choices=Risk.Kind.choices)
    raised_by = serializers.CharField(source="raised_by.name")
    raised_for = serializers.SlugField(source="raised_for.slug")
    settled_by = serializers.CharField(source="settled_by.name", default=None, allow_null=True)
    settled_for = serializers.SlugField(source="settled_for.slug", default=None, allow_null=True)

    class Meta:
        model = Risk
        fields = [
            "uid",
            "kind",
            "words",
            "raised_by",
            "raised_for",
            "raised_at",
            "resolution",
            "settled_by",
            "settled_for",
            "settled_at",
        ]
        read_only_fields = fields


class RaiseRiskSerializer(serializers.Serializer[Any]):
    """What may go wrong (`risk`), or where the parties want different things (`interest`)."""

    kind = serializers.ChoiceField(choices=Risk.Kind.choices)
    words = serializers.CharField(max_length=4000)


class ResolutionSerializer(serializers.Serializer[Any]):
    """How it was settled."""

    resolution = serializers.CharField(max_length=4000)


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    """What was decided, why, and who wrote it down."""

    recorded_by = serializers.CharField(source="recorded_by.name")
    recorded_for = serializers.SlugField(source="recorded_for.slug")

    class Meta:
        model = Decision
        fields = ["uid", "words", "reason", "decided_on", "recorded_by", "recorded_for", "recorded_at"]
        read_only_fields = fields


class RecordDecisionSerializer(serializers.Serializer[Any]):
    """What was decided, why and on which day."""

    words = serializers.CharField(max_length=4000)
    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    decided_on = serializers.DateField()


class ProjectRiskViewSet(ListModelMixin, RetrieveModelMixin, OfProjectViewSet[Risk]):
    """Risks and differences of interest: first what is open."""

    rows = Risk.objects.select_related("raised_by", "raised_for", "settled_by", "settled_for", "project__undertaking")
    serializer_class = ProjectRiskSerializer

    @extend_schema(request=RaiseRiskSerializer, responses={201: ProjectRiskSerializer})
    def create(self, request: ApiRequest, slug: str) -> Response:
        """Raise one."""
        made = raise_risk(self.to_plan(), **self.asked(RaiseRiskSerializer), by=request.actor)
        return self.told(made.uid, 201, Location=reverse("api:project-risk-detail", args=[slug, made.uid]))

    @extend_schema(request=ResolutionSerializer, responses=ProjectRiskSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Say how it was settled."""
        settle_risk(self.row_to_plan(), **self.asked(ResolutionSerializer), by=request.actor)
        return self.told(uid)


class DecisionViewSet(ListModelMixin, RetrieveModelMixin, OfProjectViewSet[Decision]):
    """The log of decisions, the latest first. What stands in it never changes."""

    rows = Decision.objects.select_related("recorded_by", "recorded_for")
    serializer_class = DecisionSerializer

    @extend_schema(request=RecordDecisionSerializer, responses={201: DecisionSerializer})
    def create(self, request: ApiRequest, slug: str) -> Response:
        """Add one."""
        made = record_decision(self.to_plan(), **self.asked(RecordDecisionSerializer), by=request.actor)
        return self.told(made.uid, 201, Location=reverse("api:project-decision-detail", args=[slug, made.uid]))
