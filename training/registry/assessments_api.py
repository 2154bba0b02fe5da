"""Assessments of models' versions in the API."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from agreements.policy import require
from organizations.requests import ApiRequest
from registry.assessing.questions import ANSWERS
from registry.assessing.standing import assessment_of
from registry.assessment_views import find_assessed
from registry.models import Assessment, ModelVersion, Risk
from registry.services.assessments import (
    LONGEST_WORDS,
    NOT_OF_THE_TEAM,
    note_risk,
    people_of,
    settle_risk,
    sign_assessment,
    write_assessment,
)


class GivenAnswerSerializer(serializers.Serializer[Any]):
    """The answer to a question, and words for it."""

    answer = serializers.ChoiceField(list(ANSWERS), allow_blank=True)
    words = serializers.CharField(max_length=LONGEST_WORDS, required=False, allow_blank=True, default="")


class AssessmentAnswersSerializer(serializers.Serializer[Any]):
    """The answers by the code of the question; what is left out has none."""

    answers = serializers.DictField(child=GivenAnswerSerializer())


class RiskSerializer(serializers.ModelSerializer[Risk]):
    """A risk with who sees to it and until when, and how it was settled."""

    owner = serializers.UUIDField(source="owner.uid")
    settled_by = serializers.CharField(source="settled_by.name", allow_null=True, default=None)

    class Meta:
        model = Risk
        fields = ["uid", "what", "owner", "due_on", "how", "settled_by", "settled_at"]
        read_only_fields = fields


class NoteRiskSerializer(serializers.Serializer[Any]):
    """What may go wrong, who of the project's team sees to it, and until when."""

    what = serializers.CharField(max_length=LONGEST_WORDS)
    owner = serializers.UUIDField()
    due_on = serializers.DateField()

    def validate_owner(self, uid: UUID) -> User:
        """The person, who is of the team."""
        found = people_of(self.context["version"]).filter(uid=uid).first()
        if found is None:
            raise serializers.ValidationError(NOT_OF_THE_TEAM)
        return found


class SettleRiskSerializer(serializers.Serializer[Any]):
    """How a risk was settled."""

    risk = serializers.UUIDField()
    how = serializers.CharField(max_length=LONGEST_WORDS)


class SignAssessmentSerializer(serializers.Serializer[Any]):
    """The SHA-256 of what you have read."""

    sha256 = serializers.CharField(max_length=64)


class AssessmentSerializer(AssessmentAnswersSerializer):
    """An assessment: the answers, what was measured by the code of the question, risks, and who signed what."""

    measured = serializers.DictField(child=serializers.CharField())
    risks = RiskSerializer(many=True)
    sha256 = serializers.CharField(help_text="Of what is signed; empty until somebody has answered.")
    signed_by = serializers.CharField(source="assessment.signed_by.name", allow_null=True, default=None)
    signed_for = serializers.SlugField(source="assessment.signed_for.slug", allow_null=True, default=None)
    signed_at = serializers.DateTimeField(source="assessment.signed_at", allow_null=True, default=None)


class AssessmentView(APIView):
    """The assessment of a version."""

    @extend_schema(responses=AssessmentSerializer)
    def get(self, request: ApiRequest, slug: str, number: int) -> Response:
        """What was answered and measured; or what the owner of the model starts from."""
        return _told(find_assessed(request.actor, slug, number))

    @extend_schema(request=AssessmentAnswersSerializer, responses=AssessmentSerializer)
    def put(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Answer the questions. The owner of the model does."""
        version, asked = find_assessed(request.actor, slug, number), AssessmentAnswersSerializer(data=request.data)
        require(request.actor, "assess", version)
        asked.is_valid(raise_exception=True)
        write_assessment(version, asked.validated_data["answers"], by=request.actor)
        return _told(version)


class AssessmentRisksView(APIView):
    """The risks of a version."""

    @extend_schema(request=NoteRiskSerializer, responses={201: AssessmentSerializer})
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Note one. The owner of the model does."""
        version = find_assessed(request.actor, slug, number)
        asked = NoteRiskSerializer(data=request.data, context={"version": version})
        require(request.actor, "assess", version)
        assessment = get_object_or_404(Assessment, version=version)
        asked.is_valid(raise_exception=True)
        note_risk(assessment, **asked.validated_data, by=request.actor)
        return _told(version, status=201)


class SettleRiskView(APIView):
    """The end of a risk."""

    @extend_schema(request=SettleRiskSerializer, responses=AssessmentSerializer)
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Say how it was settled; after the sign-off as well."""
        version, asked = find_assessed(request.actor, slug, number), SettleRiskSerializer(data=request.data)
        require(request.actor, "settle_risk", version)
        asked.is_valid(raise_exception=True)
        risk = get_object_or_404(Risk, assessment__version=version, uid=asked.validated_data["risk"])
        settle_risk(risk, how=asked.validated_data["how"], by=request.actor)
        return _told(version)


class SignAssessmentView(APIView):
    """The sign-off by another party of the project."""

    @extend_schema(request=SignAssessmentSerializer, responses=AssessmentSerializer)
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Sign it off for your organization. No token may."""
        version, asked = find_assessed(request.actor, slug, number), SignAssessmentSerializer(data=request.data)
        require(request.actor, "sign_assessment", version)
        assessment = get_object_or_404(Assessment, version=version)
        asked.is_valid(raise_exception=True)
        sign_assessment(assessment, asked.validated_data["sha256"], by=request.actor)
        return _told(version)


def _told(version: ModelVersion, status: int = 200) -> Response:
    standing = assessment_of(version)
    measured = {code: known.sentence for code, known in standing.evidence.items()}
    return Response(AssessmentSerializer(standing._asdict() | {"measured": measured}).data, status=status)
