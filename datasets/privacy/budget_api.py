"""Privacy budgets in the API: what is left of them, and statistics with noise that are bought from them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.policy import require
from catalog.access import project_called, version_at
from organizations.requests import ApiRequest
from privacy.budget_forms import LEAST_EPSILON, MOST_EPSILON
from privacy.standing import Told, told_to
from privacy.statistics import MOST_BINS, Question, Statistic, ask

NOTHING = Told([], None, may_limit=False)


class PrivacyStandingSerializer(serializers.Serializer[Any]):
    """A budget, and what is spent or reserved of it."""

    agreement = serializers.CharField(source="agreement.slug", default=None)
    recipient = serializers.CharField(source="recipient.slug", default=None)
    epsilon = serializers.FloatField()
    delta = serializers.FloatField()
    spent = serializers.FloatField()
    left = serializers.FloatField()


class PrivacyBudgetsSerializer(serializers.Serializer[Any]):
    """The budgets of each recipient, and the limit for all together: to a recipient its own alone."""

    budgets = PrivacyStandingSerializer(many=True)
    limit = PrivacyStandingSerializer(allow_null=True)


class AskStatisticSerializer(serializers.Serializer[Any]):
    """A statistic of a column, and the ε it may cost; a mean and ranges need bounds, known without the data."""

    statistic = serializers.ChoiceField(Statistic.choices)
    column = serializers.CharField(max_length=500)
    epsilon = serializers.FloatField(min_value=LEAST_EPSILON, max_value=MOST_EPSILON)
    low = serializers.FloatField(required=False)
    high = serializers.FloatField(required=False)
    bins = serializers.IntegerField(required=False, min_value=1, max_value=MOST_BINS)


class NoisyFigureSerializer(serializers.Serializer[Any]):
    """A number with noise; `within` so much of the true one in 95 of 100 cases, where that is known."""

    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    value = serializers.FloatField()
    within = serializers.FloatField(allow_null=True)


class StatisticsView(APIView):
    """Statistics of a version."""

    @extend_schema(responses=PrivacyBudgetsSerializer)
    def get(self, request: ApiRequest, slug: str, number: int) -> Response:
        """What is left of the budgets that statistics are bought from."""
        version = version_at(slug, number, by=request.actor)
        told = told_to(request.actor, version.version.asset) or NOTHING
        return Response(PrivacyBudgetsSerializer(told).data)

    @extend_schema(
        parameters=[OpenApiParameter("project", str, description="The address of the project that it is asked for.")],
        request=AskStatisticSerializer,
        responses=NoisyFigureSerializer(many=True),
    )
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Ask; what it costs is spent."""
        version = version_at(slug, number, by=request.actor)
        project = project_called(request.query_params.get("project", ""), by=request.actor)
        require(request.actor, "statistics", version.version, project=project)
        asked = AskStatisticSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        figures = ask(version, Question(**asked.validated_data), by=request.actor, project=project)
        return Response(NoisyFigureSerializer(figures, many=True).data)
