"""The report in the API."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.policy import visible
from jobs.models import Job
from organizations.requests import ApiRequest
from reports.mistakes import Mistake, Mistakes, mistakes_of
from reports.recipe import public_results
from reports.verdict import headline


class MistakeSerializer(serializers.Serializer[Mistake]):
    """A mistake; row and text are null for who may not preview the dataset."""

    said = serializers.CharField()
    found = serializers.CharField()
    confidence = serializers.FloatField()
    row = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(allow_null=True)


class MistakesSerializer(serializers.Serializer[Mistakes]):
    """The worst mistakes, and why their rows aren't shown where they aren't."""

    mistakes = MistakeSerializer(many=True)
    reasons = serializers.ListField(child=serializers.CharField())


class ReportSerializer(serializers.Serializer[Any]):
    """A report: the verdict first, then everything it rests on."""

    job = serializers.UUIDField()
    name = serializers.CharField()
    headline = serializers.CharField(help_text="The verdict in one line.")
    verdict = serializers.ChoiceField(["better", "not_shown", "worse"])
    worst_mistakes = MistakesSerializer()
    results = serializers.JSONField(
        help_text="What the engine measured: contenders, intervals, curves, recipe, digests."
    )


class ReportView(APIView):
    """The report of a job that succeeded."""

    @extend_schema(responses=ReportSerializer)
    def get(self, request: ApiRequest, uid: UUID) -> Response:
        """The report as JSON; 404 while there is none."""
        job = get_object_or_404(visible(request.actor, Job.objects.told(), "discover"), item__uid=uid)
        if not hasattr(job, "result"):
            raise Http404
        results = job.result.results
        report = {
            "job": job.uid,
            "name": job.name,
            "headline": headline(results),
            "verdict": results["verdict"],
            "worst_mistakes": mistakes_of(job, by=request.actor),
            "results": public_results(job),
        }
        return Response(ReportSerializer(report).data)
