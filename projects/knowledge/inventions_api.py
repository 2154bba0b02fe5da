"""Inventions in the API. They are disclosed and decided in a browser's session: no token may."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.policy import require, visible
from collaborations.models import Project
from jobs.models import Job
from knowledge import on
from knowledge.models import Deadline, Invention, Inventor, Licence, Stage
from knowledge.services import disclose_invention, grant_licence, move_invention, set_deadline
from knowledge.services.inventions import Part
from organizations.models import Organization
from organizations.requests import ApiRequest


class InventorSerializer(serializers.ModelSerializer[Inventor]):
    """An inventor and their part."""

    organization = serializers.SlugField(source="organization.slug")
    percent = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=Decimal("0.01"), max_value=100)

    class Meta:
        model = Inventor
        fields = ["name", "organization", "percent"]


class DeadlineSerializer(serializers.ModelSerializer[Deadline]):
    """A day by which something has to be done."""

    class Meta:
        model = Deadline
        fields = ["what", "due_on", "done_at"]
        read_only_fields = ["done_at"]


class LicenceSerializer(serializers.ModelSerializer[Licence]):
    """What an organization may do with it."""

    organization = serializers.SlugField(source="organization.slug")

    class Meta:
        model = Licence
        fields = ["organization", "covers", "exclusive", "granted_at"]
        read_only_fields = ["granted_at"]


class InventionSerializer(serializers.ModelSerializer[Invention]):
    """An invention; `freezes` papers on the same until it is decided."""

    project = serializers.SlugField(source="project.undertaking.slug")
    organization = serializers.SlugField(source="organization.slug", help_text="Who decides about it.")
    freezes = serializers.BooleanField()
    inventors = InventorSerializer(many=True)
    deadlines = DeadlineSerializer(many=True)
    licences = LicenceSerializer(many=True)
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Invention
        fields = [
            "uid", "project", "organization", "title", "description", "background", "stage", "freezes", "decide_by",
            "jurisdictions", "number", "disclosed_at", "decided_at", "inventors", "deadlines", "licences", "page",
        ]  # fmt: skip
        read_only_fields = fields


class DisclosureSerializer(serializers.Serializer[Any]):
    """What was invented, by whom, and from what."""

    project = serializers.SlugField()
    title = serializers.CharField(max_length=300)
    description = serializers.CharField(max_length=20_000)
    background = serializers.CharField(max_length=5000, default="", allow_blank=True)
    inventors = InventorSerializer(many=True, allow_empty=False)
    reports = serializers.ListField(child=serializers.UUIDField(), default=list, help_text="Jobs of the project.")
    versions = serializers.ListField(
        child=serializers.UUIDField(), default=list, help_text="Versions of datasets or models."
    )


class StepSerializer(serializers.Serializer[Any]):
    """The next step."""

    to = serializers.ChoiceField(choices=Stage.choices)
    reason = serializers.CharField(max_length=4000, default="", allow_blank=True)
    number = serializers.CharField(max_length=100, default="", allow_blank=True)
    jurisdictions = serializers.ListField(
        child=serializers.CharField(max_length=2), default=list, help_text="Of ISO 3166, EP or WO."
    )


class InventionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Invention]):
    """Inventions of the projects in which the organization acted for takes part."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = Invention.objects.none()
    serializer_class = InventionSerializer

    def get_queryset(self) -> Any:
        """As on the pages."""
        rows = Invention.objects.select_related("project__undertaking", "organization")
        rows = rows.prefetch_related("inventors__organization", "deadlines", "licences__organization")
        return visible(self.request.actor, rows, "discover")

    @extend_schema(request=DisclosureSerializer, responses={201: InventionSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Disclose one. Papers on the same are frozen until it is decided."""
        asked = DisclosureSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        projects = visible(request.actor, Project.objects.select_related("undertaking"), "discover")
        project = get_object_or_404(projects, undertaking__slug=given.pop("project"))
        require(request.actor, "disclose_invention", project.undertaking)
        named = {name: given.pop(name) for name in ("reports", "versions")}
        things = on.chosen(project, request.actor, **named)
        invention = disclose_invention(
            project,
            **given | {"inventors": _parts(given["inventors"])},
            jobs=[thing for thing in things if isinstance(thing, Job)],
            versions=[thing for thing in things if not isinstance(thing, Job)],
            by=request.actor,
        )
        return self._told(invention, status.HTTP_201_CREATED)

    @extend_schema(request=StepSerializer, responses=InventionSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: ApiRequest, uid: UUID) -> Response:
        """Take the next step: review, filing, grant, or letting it go."""
        invention = self._to_decide()
        asked = StepSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._told(move_invention(invention, **asked.validated_data, by=request.actor))

    @extend_schema(request=DeadlineSerializer, responses={201: InventionSerializer})
    @action(detail=True, methods=["post"])
    def deadlines(self, request: ApiRequest, uid: UUID) -> Response:
        """A day by which something has to be done for it."""
        invention = self._to_decide()
        asked = DeadlineSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        set_deadline(invention, **asked.validated_data, by=request.actor)
        return self._told(invention, status.HTTP_201_CREATED)

    @extend_schema(request=LicenceSerializer, responses={201: InventionSerializer})
    @action(detail=True, methods=["post"])
    def licences(self, request: ApiRequest, uid: UUID) -> Response:
        """Let another party of the project use it."""
        invention = self._to_decide()
        asked = LicenceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        to = _party(given.pop("organization")["slug"])
        grant_licence(invention, to, given["covers"], exclusive=given.get("exclusive", False), by=request.actor)
        return self._told(invention, status.HTTP_201_CREATED)

    def _to_decide(self) -> Invention:
        invention: Invention = self.get_object()
        require(self.request.actor, "decide_invention", invention)
        return invention

    def _told(self, invention: Invention, code: int = 200) -> Response:
        return Response(InventionSerializer(self.get_queryset().get(pk=invention.pk)).data, status=code)


def _parts(given: list[dict[str, Any]]) -> list[Part]:
    return [Part(one["name"], _party(one["organization"]["slug"]), one["percent"]) for one in given]


def _party(slug: str) -> Organization:
    """An organization by its address; that it takes part, the service asks."""
    found = Organization.objects.filter(slug=slug, verified_at__isnull=False).first()
    if found is None:
        raise ValidationError({"organization": _("No organization has the address “%(slug)s”.") % {"slug": slug}})
    return found
