"""An organization's budgets and monthly statement in the API."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.policy import require
from organizations.finding import find_organization
from organizations.requests import ApiRequest
from work.budget_facts import budgets_at
from work.forms import key_of
from work.models import Budget
from work.services.limits import SET_OWN, Limits, owners_for, set_budget
from work.statements import month_called, statement_of


class BudgetSerializer(serializers.Serializer[Any]):
    """Whose budget, and its limits; null is no limit, and without any limit there is no budget."""

    of = serializers.CharField(help_text="`organization`, `project/<slug>` or `person/<uid>`.")
    running = serializers.IntegerField(allow_null=True, default=None, help_text="Jobs at once.")
    gpu_seconds = serializers.FloatField(allow_null=True, default=None, help_text="Of a month, UTC.")
    storage_bytes = serializers.IntegerField(allow_null=True, default=None, help_text="Kept of results.")


class StatementLineSerializer(serializers.Serializer[Any]):
    """One person's use for one project."""

    project = serializers.CharField()
    person = serializers.CharField()
    jobs = serializers.IntegerField()
    gpu_seconds = serializers.FloatField()
    price = serializers.SerializerMethodField()

    def get_price(self, line: Any) -> str | None:
        """To the cent; null where the platform has no price."""
        return str(line.price) if settings.WORK_GPU_HOUR_PRICE else None


class ComputingSerializer(serializers.Serializer[Any]):
    """A month's statement, and the budgets as they are now."""

    month = serializers.DateField()
    currency = serializers.CharField()
    gpu_seconds = serializers.FloatField()
    stored_bytes = serializers.IntegerField(help_text="Kept of results by now.")
    lines = StatementLineSerializer(many=True)
    budgets = BudgetSerializer(many=True)


class ComputingView(APIView):
    """What an organization used, and may use."""

    request: ApiRequest

    @extend_schema(
        operation_id="organizations_computing",
        parameters=[OpenApiParameter("month", description="Like 2026-11; without it, this month.")],
        responses=ComputingSerializer,
    )
    def get(self, request: ApiRequest, slug: str) -> Response:
        """One month's statement; for owners, compute managers, auditors and the operator's staff."""
        found = find_organization(request.actor, slug)
        require(request.actor, "see_use", found)
        try:
            statement = statement_of(found, month_called(request.query_params.get("month", "")))
        except ValueError as wrong:
            raise ValidationError({"month": "Name a month that has begun, like 2026-11."}) from wrong
        told = {
            "month": statement.month,
            "currency": settings.WORK_CURRENCY,
            "gpu_seconds": statement.gpu_seconds,
            "stored_bytes": statement.stored_bytes,
            "lines": statement.lines,
            "budgets": [_row(told.budget) for told in budgets_at(found)],
        }
        return Response(ComputingSerializer(told).data)

    @extend_schema(operation_id="organizations_set_budget", request=BudgetSerializer, responses=BudgetSerializer)
    def put(self, request: ApiRequest, slug: str) -> Response:
        """Set a budget; for the operator's staff, and of its own people and projects for its compute managers."""
        found = find_organization(request.actor, slug)
        require(request.actor, SET_OWN, found)
        asked = BudgetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        limits = dict(asked.validated_data)
        of = limits.pop("of")
        owner = {key_of(one): one for one in owners_for(request.actor, found)}.get(of)
        if owner is None:
            words = "It is `organization`, one of its projects or one of its people, whose budget you may set."
            raise ValidationError({"of": words})
        set_budget(found, owner, Limits(**limits), by=request.actor)
        return Response(asked.validated_data)


def _row(budget: Budget) -> dict[str, Any]:
    owner = budget.organization or budget.undertaking or budget.user
    assert owner is not None  # a constraint of the table
    limits = {"running": budget.running, "gpu_seconds": budget.gpu_seconds, "storage_bytes": budget.storage_bytes}
    return {"of": key_of(owner), **limits}
