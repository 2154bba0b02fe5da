"""Looking into versions by the API: the profile, and rows with search and filter."""

from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.policy import require
from catalog.access import project_called, version_at
from catalog.forms.looking import TESTS, RowsForm
from catalog.masked_profiles import seen_checks, seen_report
from catalog.models import DatasetVersion, Profile
from catalog.profile_telling import why_failed
from catalog.quality import quality_of
from catalog.services.profiles import ask_for_profile
from catalog.services.rows import find_rows
from catalog.sight import Sight, known_to, sight_of
from organizations.requests import ApiRequest

PROJECT = OpenApiParameter("project", description="The address of the project that it is looked at for.")

STATES = ["none", "waiting", "failed", "done"]


class PartSerializer(serializers.Serializer[Any]):
    """A part of the quality, and how much of it is there."""

    name = serializers.CharField()
    meaning = serializers.CharField()
    score = serializers.FloatField()


class ProfileSerializer(serializers.Serializer[Any]):
    """A version's profile, as docs/datasets.md tells it; `report` is empty until it is done."""

    state = serializers.ChoiceField(choices=STATES)
    why = serializers.CharField(help_text="Why it failed.")
    finished_at = serializers.DateTimeField(allow_null=True)
    report = serializers.JSONField()
    checks_state = serializers.ChoiceField(choices=STATES)
    checks = serializers.JSONField(
        allow_null=True,
        help_text="Rows that are `alike`, and `labels` that are likely wrong; null until they are done.",
    )
    quality = serializers.FloatField(allow_null=True, help_text="0 to 1: the mean of its parts.")
    parts = PartSerializer(many=True)


class RowSerializer(serializers.Serializer[Any]):
    """A row, counted from 1, and its values by column."""

    number = serializers.IntegerField()
    values = serializers.JSONField()


class RowsSerializer(serializers.Serializer[Any]):
    """A page of the rows that fit."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    masked = serializers.ListField(child=serializers.CharField(), help_text="Columns that the terms mask.")
    rows = RowSerializer(many=True)


class ProfileView(APIView):
    """The profile of a version, for who may see its rows."""

    @extend_schema(responses=ProfileSerializer, parameters=[PROJECT])
    def get(self, request: ApiRequest, slug: str, number: int) -> Response:
        """What was counted, how good it is, or where it stands."""
        version = version_at(slug, number, by=request.actor)
        yes = require(request.actor, "preview", version.version, project=_project(request))
        profile = Profile.objects.select_related("item", "checks_item").filter(pk=version.pk).first()
        return Response(ProfileSerializer(_told(version, profile, sight_of(version, yes))).data)

    @extend_schema(request=None, responses={202: ProfileSerializer})
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Have it profiled, if it never was or failed."""
        version = version_at(slug, number, by=request.actor)
        profile = ask_for_profile(version, by=request.actor)
        told = _told(version, profile, sight_of(version, known_to(request.actor, version.version)))
        return Response(ProfileSerializer(told).data, status=status.HTTP_202_ACCEPTED)


class RowsView(APIView):
    """The rows of a version, for who may see them."""

    @extend_schema(
        responses=RowsSerializer,
        parameters=[
            OpenApiParameter("q", description="Words that some column holds."),
            OpenApiParameter("column", description="The column that is asked."),
            OpenApiParameter("test", description="What it is asked.", enum=list(TESTS)),
            OpenApiParameter("value", description="With which value."),
            OpenApiParameter("page", int),
            PROJECT,
        ],
    )
    def get(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Those that fit, page by page."""
        version, project = version_at(slug, number, by=request.actor), _project(request)
        require(request.actor, "preview", version.version, project=project)
        form = RowsForm(request.query_params, columns=version.columns)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        asked = request.query_params.get("page", "1")
        page = find_rows(version, form.wanted, page=asked, by=request.actor, project=project)
        masked = sorted({name for row in page for name in row.masked})
        rows = [{"number": row.number, "values": _plain(row.values)} for row in page]
        places = {"count": page.paginator.count, "page": page.number, "pages": page.paginator.num_pages}
        told = {**places, "masked": masked, "rows": rows}
        return Response(RowsSerializer(told).data)


def _project(request: ApiRequest) -> Any:
    return project_called(request.query_params.get("project", ""), by=request.actor)


def _told(version: DatasetVersion, profile: Profile | None, sight: Sight) -> dict[str, Any]:
    state = profile.state if profile else "none"
    quality = quality_of(version, profile.report, version.dataset) if profile and state == "done" else None
    return {
        "state": state,
        "why": why_failed(profile.item) if profile and state == "failed" else "",
        "finished_at": profile and profile.finished_at,
        "report": seen_report(version, profile.report, sight) if profile and state == "done" else {},
        "checks_state": profile.checks_state if profile else "none",
        "checks": seen_checks(version, profile.checks, sight) if profile and state == "done" else None,
        "quality": quality and quality.score,
        "parts": [part._asdict() for part in quality.parts] if quality else [],
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it; what JSON has not is null, bytes are told by their number."""
    match value:
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case float() if not isfinite(value):
            return None
        case bytes():
            return f"{len(value)} B"
        case _:
            return value
