"""Comparisons in the API."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from organizations.requests import ApiRequest
from reports.comparing import MOST, Comparison, Disagreement, Pair, Run, compare_jobs
from reports.comparison_page import jobs_called


class RunSerializer(serializers.Serializer[Run]):
    """A run and its main figure."""

    job = serializers.UUIDField(source="job.uid")
    name = serializers.CharField(source="job.name")
    figure = serializers.ListField(child=serializers.FloatField(), source="main", help_text="Value, low and high.")


class PairSerializer(serializers.Serializer[Pair]):
    """The test of two runs."""

    one = serializers.UUIDField(source="one.job.uid")
    other = serializers.UUIDField(source="other.job.uid")
    difference = serializers.ListField(
        child=serializers.FloatField(), help_text="One minus other: value, low and high."
    )
    p = serializers.FloatField(help_text="Corrected for all pairs after Holm.")


class DisagreementSerializer(serializers.Serializer[Disagreement]):
    """A test row of which they do not say the same."""

    row = serializers.IntegerField()
    text = serializers.CharField()
    found = serializers.CharField()
    said = serializers.SerializerMethodField()

    def get_said(self, each: Disagreement) -> list[str]:
        """What each run says of it, in their order."""
        return [label for _run, label in each.said]


class ComparisonSerializer(serializers.Serializer[Comparison]):
    """Runs side by side, the best first."""

    metric = serializers.CharField(source="judge.key")
    runs = RunSerializer(many=True)
    why_not_tested = serializers.CharField(source="why_not", help_text="Empty where they were tested.")
    pairs = PairSerializer(many=True)
    settings = serializers.SerializerMethodField()
    rows_that_differ = serializers.IntegerField(source="differing", allow_null=True)
    disagreements = DisagreementSerializer(many=True)
    why_no_rows = serializers.ListField(child=serializers.CharField(), source="hidden")

    def get_settings(self, comparison: Comparison) -> dict[str, list[Any]]:
        """Those that differ, with the value of each run."""
        return {each.title: [str(value) for _run, value in each.values] for each in comparison.settings}


class ComparisonView(APIView):
    """Two to eight jobs that succeeded, side by side."""

    @extend_schema(
        parameters=[OpenApiParameter("job", str, many=True, required=True, description="Two to eight ids of jobs.")],
        responses=ComparisonSerializer,
    )
    def get(self, request: ApiRequest) -> Response:
        """The comparison; jobs that one may not know of, or without results, count as not there."""
        jobs = jobs_called(request.query_params.getlist("job")[:MOST], by=request.actor)
        if len(jobs) < 2:
            raise ValidationError({"job": _("Name at least two jobs that have succeeded and that you may know of.")})
        return Response(ComparisonSerializer(compare_jobs(jobs, by=request.actor)).data)
