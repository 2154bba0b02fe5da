"""Stages of models' versions in the API, and what parties ask for before a promotion."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.policy import require, visible
from collaborations.models import Project
from organizations.requests import ApiRequest
from registry.models import Approval, Model, ModelVersion, Stage, StageChange
from registry.requirements import asked_for, demands_of
from registry.services.stages import approve, promote, retire, roll_back, set_demands
from registry.stage_forms import LONGEST_NOTES
from registry.stage_views import find_version
from registry.stages import standing_of


class StageChangeSerializer(serializers.ModelSerializer[StageChange]):
    """A version came into a stage."""

    by = serializers.CharField(source="by.name")
    organization = serializers.SlugField(source="organization.slug")

    class Meta:
        model = StageChange
        fields = ["stage", "deed", "by", "organization", "reason", "notes", "changed_at"]
        read_only_fields = fields


class ApprovalSerializer(serializers.ModelSerializer[Approval]):
    """What another party said."""

    organization = serializers.SlugField(source="organization.slug")
    approved_by = serializers.CharField(source="approved_by.name")

    class Meta:
        model = Approval
        fields = ["organization", "approved_by", "words", "approved_at"]
        read_only_fields = fields


class RequirementSerializer(serializers.Serializer[Any]):
    """Something that the project asks for, and the sentence that says by what it is met or what to do."""

    code = serializers.CharField(source="requirement.code")
    met = serializers.BooleanField(source="answer.met")
    sentence = serializers.CharField(source="answer.sentence")


class StageStandingSerializer(serializers.Serializer[Any]):
    """Where a version stands; what is asked of it and who approved it, the parties of its project read."""

    stage = serializers.ChoiceField(Stage.choices, source="version.stage")
    changes = StageChangeSerializer(many=True)
    requirements = RequirementSerializer(many=True, source="asked")
    approvals = ApprovalSerializer(many=True)


class RollBackSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class PromoteSerializer(RollBackSerializer):
    """Why; and for production, what is new, in Markdown."""

    notes = serializers.CharField(max_length=LONGEST_NOTES, required=False, allow_blank=True, default="")


class ApproveSerializer(serializers.Serializer[Any]):
    """What an approving party adds."""

    words = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class RetirementSerializer(serializers.Serializer[Any]):
    """Why: the parties read it."""

    reason = serializers.CharField(max_length=2000)


class DemandsSerializer(serializers.Serializer[Any]):
    """What one's organization asks for."""

    requirements = serializers.ListField(child=serializers.CharField(max_length=40), allow_empty=True)


class RequirementsSerializer(serializers.Serializer[Any]):
    """What counts in the project, and which party asks for what."""

    requirements = serializers.ListField(child=serializers.CharField())
    parties = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class StageView(APIView):
    """The stage of a version."""

    @extend_schema(responses=StageStandingSerializer)
    def get(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Where it stands, and what is asked before it goes on."""
        return _told(find_version(request.actor, slug, number), request)

    @extend_schema(request=PromoteSerializer, responses=StageStandingSerializer)
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Promote it: from candidate to staging, from staging to production."""
        version, asked = find_version(request.actor, slug, number), PromoteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        promote(version, **asked.validated_data, by=request.actor)
        return _told(version, request)


class ApproveVersionView(APIView):
    """The approval of a version by another party of its project."""

    @extend_schema(request=ApproveSerializer, responses=StageStandingSerializer)
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Approve it for your organization. No token may."""
        version, asked = find_version(request.actor, slug, number), ApproveSerializer(data=request.data)
        require(request.actor, "approve_model", version)
        asked.is_valid(raise_exception=True)
        approve(version, **asked.validated_data, by=request.actor)
        return _told(version, request)


class RetireVersionView(APIView):
    """The end of a version's use."""

    @extend_schema(request=RetirementSerializer, responses=StageStandingSerializer)
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Retire it."""
        version, asked = find_version(request.actor, slug, number), RetirementSerializer(data=request.data)
        require(request.actor, "promote", version.version.asset)
        asked.is_valid(raise_exception=True)
        retire(version, **asked.validated_data, by=request.actor)
        return _told(version, request)


class RollBackView(APIView):
    """The version that was in production before."""

    @extend_schema(request=RollBackSerializer, responses=StageStandingSerializer)
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Bring it back; the one that is in production now is retired."""
        model = get_object_or_404(visible(request.actor, Model.objects.told(), "discover"), asset__slug=slug)
        require(request.actor, "promote", model.asset)
        asked = RollBackSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        change = roll_back(model, **asked.validated_data, by=request.actor)
        return _told(change.version, request)


class RequirementsView(APIView):
    """What the parties of a project ask for before a model is promoted."""

    @extend_schema(responses=RequirementsSerializer)
    def get(self, request: ApiRequest, slug: str) -> Response:
        """What counts, and who asks for it."""
        return self._answer(self._project(request, slug))

    @extend_schema(request=DemandsSerializer, responses=RequirementsSerializer)
    def put(self, request: ApiRequest, slug: str) -> Response:
        """Say what your organization asks for. No token may."""
        project, asked = self._project(request, slug), DemandsSerializer(data=request.data)
        require(request.actor, "set_requirements", project.undertaking)
        asked.is_valid(raise_exception=True)
        set_demands(project, asked.validated_data["requirements"], by=request.actor)
        return self._answer(project)

    def _project(self, request: ApiRequest, slug: str) -> Project:
        known = visible(request.actor, Project.objects.told(), "discover")
        project: Project = get_object_or_404(known, undertaking__slug=slug)
        return project

    def _answer(self, project: Project) -> Response:
        slugs = dict(project.undertaking.organizations.values_list("pk", "slug"))
        parties = {slugs[party]: sorted(codes) for party, codes in demands_of(project).items()}
        told = {"requirements": [each.code for each in asked_for(project)], "parties": parties}
        return Response(RequirementsSerializer(told).data)


def _told(version: ModelVersion, request: ApiRequest) -> Response:
    return Response(StageStandingSerializer(standing_of(version, by=request.actor)).data)
