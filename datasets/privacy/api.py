"""What was found in a version, and answering it, in the API: a steward's, in a browser's session; no token may."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.policy import require
from catalog.access import version_at
from catalog.sight import known_to, sight_of
from organizations.requests import ApiRequest
from privacy.models import Finding, Scan
from privacy.services import answer_finding, standing
from privacy.telling import seen_findings, why_ended


class PersonalDataSerializer(serializers.ModelSerializer[Finding]):
    """Personal data of one kind in one column; its samples are masked."""

    answered_by = serializers.CharField(source="answered_by.name", default=None)

    class Meta:
        model = Finding
        fields = [
            "uid", "column", "kind", "rows", "looked", "confidence", "samples", "countries", "answer", "reason",
            "answered_by", "answered_at",
        ]  # fmt: skip
        read_only_fields = fields


class PersonalDataFoundSerializer(serializers.Serializer[Any]):
    """How a version stands (none, waiting, failed, stopped, open, answered, clear), why, and what was found in it."""

    standing = serializers.CharField()
    why = serializers.ListField(child=serializers.CharField())
    findings = PersonalDataSerializer(many=True)


class PersonalDataAnswerSerializer(serializers.Serializer[Any]):
    """What a finding is; personal data that may be shared takes a reason."""

    answer = serializers.ChoiceField(Finding.Answer.choices)
    reason = serializers.CharField(max_length=2000, default="", allow_blank=True)


class FindingsView(APIView):
    """What was found in a version."""

    @extend_schema(responses=PersonalDataFoundSerializer)
    def get(self, request: ApiRequest, slug: str, number: int) -> Response:
        """All of it, for who decides about it."""
        version = version_at(slug, number, by=request.actor)
        require(request.actor, "decide_findings", version.version.asset)
        scan = Scan.objects.select_related("item").filter(pk=version.pk).first()
        sight = sight_of(version, known_to(request.actor, version.version))
        found = seen_findings(scan, sight) if scan else []
        why = why_ended(scan, request.actor) if scan else []
        return Response(PersonalDataFoundSerializer({"standing": standing(scan), "why": why, "findings": found}).data)


class AnswerFindingView(APIView):
    """Answering one finding."""

    @extend_schema(request=PersonalDataAnswerSerializer, responses=PersonalDataSerializer)
    def post(self, request: ApiRequest, slug: str, number: int, uid: str) -> Response:
        """The version is shared as soon as nothing keeps it back."""
        version = version_at(slug, number, by=request.actor)
        require(request.actor, "decide_findings", version.version.asset)
        finding = get_object_or_404(Finding.objects.select_related("scan"), uid=uid, scan=version.pk)
        asked = PersonalDataAnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(PersonalDataSerializer(answer_finding(finding, **asked.validated_data, by=request.actor)).data)
