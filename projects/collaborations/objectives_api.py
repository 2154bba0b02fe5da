"""Objectives of a project in the API; agreeing to one takes a person and a browser's session."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from agreements.models import Asset
from agreements.policy import require, visible
from collaborations.models import Objective
from collaborations.objectives import ToldObjective, objectives_of
from collaborations.planning_api import OfProjectViewSet
from collaborations.services.objectives import (
    agree_to_objective,
    change_objective,
    drop_objective,
    expect,
    state_objective,
)
from organizations.requests import ApiRequest


class SideSerializer(serializers.Serializer[Any]):
    """A party, what it expects, and whether it has agreed to the objective as it stands."""

    organization = serializers.SlugField(source="organization.slug")
    expects = serializers.CharField()
    agreed_at = serializers.DateTimeField(allow_null=True)


class ReadingSerializer(serializers.Serializer[Any]):
    """What a report measured; `missing` are the parties that have not signed it off."""

    value = serializers.FloatField()
    report = serializers.CharField(source="name")
    page = serializers.CharField(source="url")
    missing = serializers.ListField(child=serializers.CharField())


class ObjectiveSerializer(serializers.Serializer[Any]):
    """An objective. `state` is `asked` until every party has agreed, then `open` or, by what reports say, `reached`."""

    uid = serializers.UUIDField(source="objective.uid")
    name = serializers.CharField(source="objective.name")
    task = serializers.CharField(source="objective.task")
    metric = serializers.CharField(source="objective.metric")
    comparison = serializers.ChoiceField(source="objective.comparison", choices=Objective.Comparison.choices)
    target = serializers.FloatField(source="objective.target")
    due_on = serializers.DateField(source="objective.due_on")
    revision = serializers.IntegerField(source="objective.revision")
    dataset = serializers.SlugField(
        source="dataset.slug", default=None, help_text="Where the reader may know of it; else, and of none, null."
    )
    state = serializers.ChoiceField(choices=["asked", "open", "reached"])
    sides = SideSerializer(many=True)
    reading = ReadingSerializer(allow_null=True)
    waiting = ReadingSerializer(allow_null=True)


class StateObjectiveSerializer(serializers.Serializer[Any]):
    """What shall be reached."""

    name = serializers.CharField(max_length=200)
    task = serializers.CharField(max_length=60)
    metric = serializers.CharField(max_length=60)
    comparison = serializers.ChoiceField(choices=Objective.Comparison.choices)
    target = serializers.FloatField()
    due_on = serializers.DateField()
    dataset = serializers.SlugField(
        required=False, allow_null=True, default=None, help_text="On whose test rows; none: those of any dataset."
    )

    def validate_dataset(self, slug: str | None) -> Asset | None:
        """One that the reader may know of."""
        if slug is None:
            return None
        datasets = Asset.objects.filter(kind=Asset.Kind.DATASET, slug=slug)
        found = visible(self.context["request"].actor, datasets, "discover").first()
        if found is None:
            raise ValidationError(_("There is no dataset “%(slug)s” that you may see.") % {"slug": slug})
        return found


class ExpectationSerializer(serializers.Serializer[Any]):
    """What the organization acted for expects."""

    words = serializers.CharField(max_length=2000)


class ObjectiveRevisionSerializer(serializers.Serializer[Any]):
    """The revision that was read."""

    revision = serializers.IntegerField(min_value=1)


class ObjectiveViewSet(OfProjectViewSet[Objective]):
    """What a project shall reach, by which figure and when."""

    rows = Objective.objects.select_related("project__undertaking", "dataset")
    serializer_class = ObjectiveSerializer
    pagination_class = None

    @extend_schema(responses=ObjectiveSerializer(many=True))
    def list(self, request: ApiRequest, slug: str) -> Response:
        """All of them, the one that is due first in front."""
        return Response(ObjectiveSerializer(objectives_of(self.project(), by=request.actor), many=True).data)

    @extend_schema(responses=ObjectiveSerializer)
    def retrieve(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """One."""
        return self._told(uid)

    @extend_schema(request=StateObjectiveSerializer, responses={201: ObjectiveSerializer})
    def create(self, request: ApiRequest, slug: str) -> Response:
        """State one; it counts once every party has agreed."""
        project = self.to_plan()
        stated = state_objective(project, **self.asked(StateObjectiveSerializer), by=request.actor)
        place = reverse("api:project-objective-detail", args=[slug, stated.uid])
        return self._told(stated.uid, status.HTTP_201_CREATED, {"Location": place})

    @extend_schema(request=StateObjectiveSerializer, responses=ObjectiveSerializer)
    def update(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Change it: every party is asked again."""
        change_objective(self.row_to_plan(), **self.asked(StateObjectiveSerializer), by=request.actor)
        return self._told(uid)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Drop one that not all have agreed to."""
        drop_objective(self.row_to_plan(), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ExpectationSerializer, responses=ObjectiveSerializer)
    @action(detail=True, methods=["put"])
    def expectation(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Say what the organization acted for expects of it: every party is asked again."""
        expect(self.row_to_plan(), **self.asked(ExpectationSerializer), by=request.actor)
        return self._told(uid)

    @extend_schema(request=ObjectiveRevisionSerializer, responses=ObjectiveSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Agree for the organization acted for to the objective as it was read."""
        objective = self.get_object()
        require(request.actor, "agree_objective", objective)
        agree_to_objective(objective, **self.asked(ObjectiveRevisionSerializer), by=request.actor)
        return self._told(uid)

    def _told(self, uid: UUID, code: int = 200, headers: dict[str, str] | None = None) -> Response:
        found = objectives_of(self.project(), by=self.request.actor)
        told: ToldObjective | None = next((each for each in found if each.objective.uid == uid), None)
        if told is None:
            raise Http404
        return Response(ObjectiveSerializer(told).data, status=code, headers=headers)
