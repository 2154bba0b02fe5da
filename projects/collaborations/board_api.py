"""Milestones and tasks of a project in the API."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from agreements.models import TeamMember
from collaborations.board import workers_of
from collaborations.models import Milestone, Task
from collaborations.planning_api import OfProjectViewSet
from collaborations.services.planning import Planned, add_milestone, add_task, change_planned, drop_planned
from organizations.requests import ApiRequest


class OwnerSerializer(serializers.Serializer[Any]):
    """Whose it is, and for which organization they are in the team."""

    person = serializers.UUIDField(source="user.uid")
    name = serializers.CharField(source="user.name")
    organization = serializers.SlugField(source="organization.slug")


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    """A point that the project reaches by a day."""

    owner = OwnerSerializer(allow_null=True)
    tasks_all = serializers.IntegerField()
    tasks_done = serializers.IntegerField()

    class Meta:
        model = Milestone
        fields = ["uid", "name", "due_on", "owner", "reached_on", "tasks_all", "tasks_done"]
        read_only_fields = fields


class TaskSerializer(serializers.ModelSerializer[Task]):
    """Something that somebody does; `milestone` is its identifier."""

    owner = OwnerSerializer(allow_null=True)
    milestone = serializers.UUIDField(source="milestone.uid", default=None, allow_null=True)
    state = serializers.ChoiceField(choices=Task.State.choices)

    class Meta:
        model = Task
        fields = ["uid", "name", "details", "state", "owner", "due_on", "milestone", "changed_at"]
        read_only_fields = fields


class OwnedSerializer(serializers.Serializer[Any]):
    """What milestones and tasks are both asked for."""

    name = serializers.CharField(max_length=200)
    owner = serializers.UUIDField(
        required=False, allow_null=True, help_text="A person who works in the team; null: nobody yet."
    )

    def validate_owner(self, uid: UUID | None) -> TeamMember | None:
        """Somebody who works in the team."""
        if uid is None:
            return None
        found = workers_of(self.context["view"].project()).filter(user__uid=uid).first()
        if found is None:
            raise ValidationError(_("Nobody who works in the team of this project is “%(person)s”.") % {"person": uid})
        return found


class WriteMilestoneSerializer(OwnedSerializer):
    """A milestone, and when it was reached."""

    due_on = serializers.DateField()
    reached_on = serializers.DateField(required=False, allow_null=True)


class WriteTaskSerializer(OwnedSerializer):
    """A task, and its column of the board."""

    details = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    state = serializers.ChoiceField(choices=Task.State.choices, required=False)
    due_on = serializers.DateField(required=False, allow_null=True)
    milestone = serializers.UUIDField(required=False, allow_null=True, help_text="Of the same project.")

    def validate_milestone(self, uid: UUID | None) -> Milestone | None:
        """One of the same project."""
        if uid is None:
            return None
        found = Milestone.objects.filter(project=self.context["view"].project(), uid=uid).first()
        if found is None:
            raise ValidationError(_("The project has no milestone “%(uid)s”.") % {"uid": uid})
        return found


class PlannedViewSet(ListModelMixin, RetrieveModelMixin, OfProjectViewSet[Planned]):
    """What milestones and tasks have in common."""

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Drop it."""
        drop_planned(self.row_to_plan(), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def changed(self, asked: type[OwnedSerializer], uid: UUID) -> Response:
        """The row, after what the body names has changed."""
        change_planned(self.row_to_plan(), **self.asked(asked, partial=True), by=self.request.actor)
        return self.told(uid)


class MilestoneViewSet(PlannedViewSet[Milestone]):
    """The points that a project reaches on its way, by their days."""

    rows = Milestone.objects.told()
    serializer_class = MilestoneSerializer

    @extend_schema(request=WriteMilestoneSerializer, responses={201: MilestoneSerializer})
    def create(self, request: ApiRequest, slug: str) -> Response:
        """Set one."""
        project = self.to_plan()
        made = add_milestone(project, **self.asked(WriteMilestoneSerializer), by=request.actor)
        return self.told(made.uid, 201, Location=reverse("api:project-milestone-detail", args=[slug, made.uid]))

    @extend_schema(request=WriteMilestoneSerializer, responses=MilestoneSerializer)
    def partial_update(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Change what the body names."""
        return self.changed(WriteMilestoneSerializer, uid)


class TaskViewSet(PlannedViewSet[Task]):
    """The board of a project: its tasks, the one that is due first in front."""

    rows = Task.objects.told()
    serializer_class = TaskSerializer

    @extend_schema(request=WriteTaskSerializer, responses={201: TaskSerializer})
    def create(self, request: ApiRequest, slug: str) -> Response:
        """Put one on the board."""
        project = self.to_plan()
        made = add_task(project, **self.asked(WriteTaskSerializer), by=request.actor)
        return self.told(made.uid, 201, Location=reverse("api:project-task-detail", args=[slug, made.uid]))

    @extend_schema(request=WriteTaskSerializer, responses=TaskSerializer)
    def partial_update(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Change what the body names; another `state` is another column of the board."""
        return self.changed(WriteTaskSerializer, uid)
