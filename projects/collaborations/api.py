"""Shared projects in the API."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.models import Purpose
from agreements.policy import require, visible
from collaborations.changing_api import ChangePurposeSerializer, ChangesMixin, TeamMemberSerializer
from collaborations.confirmations import confirmations_of, paused_for
from collaborations.models import Project
from collaborations.parties_api import PartiesMixin
from collaborations.services import confirm_purpose, start_project
from collaborations.stages import stages
from collaborations.team import team_of
from organizations.models import Organization
from organizations.requests import ApiRequest


class PurposeSerializer(serializers.ModelSerializer[Purpose]):
    """What a project is for."""

    class Meta:
        model = Purpose
        fields = ["codes", "commercial", "region", "diseases"]
        read_only_fields = fields


class ConfirmationSerializer(serializers.Serializer[Any]):
    """A party, and whether it has confirmed the present purpose."""

    organization = serializers.SlugField(source="organization.slug")
    confirmed = serializers.BooleanField()
    confirmed_at = serializers.DateTimeField()
    needed = serializers.BooleanField()


class CheckSerializer(serializers.Serializer[Any]):
    """One thing that a stage rests on, or misses."""

    tone = serializers.ChoiceField(choices=["ok", "run", "wait", "stop", "rest"])
    words = serializers.CharField()
    more = serializers.CharField()
    page = serializers.CharField(source="url")


class StageSerializer(serializers.Serializer[Any]):
    """One of the five stages."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.CharField()
    sentence = serializers.CharField()
    checks = CheckSerializer(many=True)


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """What a list says of a project."""

    slug = serializers.SlugField(source="undertaking.slug")
    name = serializers.CharField(source="undertaking.name")
    purpose = PurposeSerializer(source="undertaking.purpose")
    parties = serializers.SerializerMethodField()
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Project
        fields = ["slug", "name", "description", "field", "purpose", "parties", "page"]
        read_only_fields = fields

    def get_parties(self, project: Project) -> list[str]:
        """The addresses of the organizations that take part."""
        return [party.organization.slug for party in project.undertaking.parties.all()]


class ProjectDetailSerializer(ProjectSerializer):
    """A project with its confirmations and stages."""

    revision = serializers.IntegerField(source="undertaking.revision")
    confirmations = serializers.SerializerMethodField()
    stages = serializers.SerializerMethodField()
    team = serializers.SerializerMethodField()
    paused = serializers.SerializerMethodField(help_text="What is shared for it and waits for a confirmation, by name.")

    class Meta(ProjectSerializer.Meta):
        fields = [*ProjectSerializer.Meta.fields, "revision", "confirmations", "stages", "team", "paused"]
        read_only_fields = fields

    @extend_schema(responses=ConfirmationSerializer(many=True))
    def get_confirmations(self, project: Project) -> list[dict[str, Any]]:
        """Who has confirmed the present purpose."""
        return list(ConfirmationSerializer(confirmations_of(project.undertaking), many=True).data)

    @extend_schema(responses=TeamMemberSerializer(many=True))
    def get_team(self, project: Project) -> list[dict[str, Any]]:
        """Who is in it."""
        return list(TeamMemberSerializer(team_of(project.undertaking), many=True).data)

    def get_paused(self, project: Project) -> list[str]:
        """What may not be used here before its provider has confirmed the present purpose."""
        return [str(asset) for asset in paused_for(project.undertaking, self.context["request"].actor)]

    def get_stages(self, project: Project) -> list[dict[str, Any]]:
        """Where the project stands."""
        found = stages(project, by=self.context["request"].actor)
        return list(StageSerializer(found, many=True).data)


class StartSerializer(ChangePurposeSerializer):
    """A new project: its name, its partners by their slugs, and its purpose."""

    name = serializers.CharField(max_length=200)
    parties = serializers.SlugRelatedField(
        slug_field="slug", many=True, queryset=Organization.objects.filter(verified_at__isnull=False)
    )
    description = serializers.CharField(required=False, default="")
    field = serializers.CharField(required=False, default="", max_length=200)


class ConfirmSerializer(serializers.Serializer[Any]):
    """The revision of purpose, parties and team that was read."""

    revision = serializers.IntegerField(min_value=1)


class ProjectViewSet(ChangesMixin, PartiesMixin, ListModelMixin, RetrieveModelMixin, GenericViewSet[Project]):
    """Projects in which the organization acted for takes part."""

    request: ApiRequest
    lookup_field = "undertaking__slug"
    lookup_url_kwarg = "slug"

    def get_queryset(self) -> Any:
        """The same projects as on the page."""
        return visible(self.request.actor, Project.objects.told(), "discover")

    def get_serializer_class(self) -> type[ProjectSerializer]:
        """The list is short, the one is whole."""
        return ProjectSerializer if self.action == "list" else ProjectDetailSerializer

    @extend_schema(request=StartSerializer, responses={201: ProjectDetailSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Start a project."""
        asked = StartSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        started = start_project(**asked.validated_data, by=request.actor)
        project = Project.objects.told().get(pk=started.pk)
        place = {"Location": reverse("api:project-detail", args=[project.undertaking.slug])}
        data = ProjectDetailSerializer(project, context=self.get_serializer_context()).data
        return Response(data, status=status.HTTP_201_CREATED, headers=place)

    @extend_schema(request=ConfirmSerializer, responses=ProjectDetailSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: ApiRequest, slug: str) -> Response:
        """Confirm for the organization acted for what the project is for, with its parties and team."""
        asked = ConfirmSerializer(data=request.data)
        project = self.get_object()
        require(request.actor, "confirm_purpose", project.undertaking)
        asked.is_valid(raise_exception=True)
        confirm_purpose(project, **asked.validated_data, by=request.actor)
        return self.told()

    def told(self) -> Response:
        """The project as it stands now."""
        return Response(ProjectDetailSerializer(self.get_object(), context=self.get_serializer_context()).data)
