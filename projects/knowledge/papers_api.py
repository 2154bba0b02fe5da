"""Papers in the API. Readers answer, and papers are submitted, in a browser's session: no token may."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.api.evidence import FILE
from agreements.downloads import attachment_of
from agreements.policy import require, visible
from collaborations.models import Project
from jobs.models import Job
from knowledge import on
from knowledge.bibtex import entry_of
from knowledge.finding import find_reading
from knowledge.models import Paper
from knowledge.paper_serializers import (
    AuthorSerializer,
    ManuscriptAnswerSerializer,
    NewManuscriptSerializer,
    NewPaperSerializer,
    NewSupportSerializer,
    PaperDetailSerializer,
    PaperSerializer,
    ParticularsSerializer,
)
from knowledge.services import (
    add_author,
    add_manuscript,
    answer_manuscript,
    begin_paper,
    edit_paper,
    give_manuscript,
    publish_paper,
    rest_on,
    submit_paper,
)
from organizations.requests import ApiRequest


class PaperViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Paper]):
    """Papers of the projects in which the organization acted for takes part."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = Paper.objects.none()
    serializer_class = PaperSerializer
    parser_classes = (JSONParser, MultiPartParser)

    def get_queryset(self) -> Any:
        """As on the pages."""
        return visible(self.request.actor, Paper.objects.told().select_related("written_by"), "discover")

    @extend_schema(responses=PaperDetailSerializer)
    def retrieve(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """A paper, and what keeps it in."""
        return self._told(self.get_object())

    @extend_schema(request=NewPaperSerializer, responses={201: PaperDetailSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Begin a paper that the organization acted for publishes."""
        asked = NewPaperSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        projects = visible(request.actor, Project.objects.select_related("undertaking"), "discover")
        project = get_object_or_404(projects, undertaking__slug=given.pop("project"))
        require(request.actor, "write_paper", project.undertaking)
        paper = begin_paper(project, **given, by=request.actor)
        return self._told(paper, status.HTTP_201_CREATED)

    @extend_schema(request=ParticularsSerializer, responses=PaperDetailSerializer)
    def update(self, request: ApiRequest, uid: UUID) -> Response:
        """Change what is said of it."""
        paper = self._to_write()
        asked = ParticularsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._told(edit_paper(paper, **asked.validated_data, by=request.actor))

    @extend_schema(request=AuthorSerializer, responses={201: PaperDetailSerializer})
    @action(detail=True, methods=["post"])
    def authors(self, request: ApiRequest, uid: UUID) -> Response:
        """Another author, after those that are there."""
        paper = self._to_write()
        asked = AuthorSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        add_author(paper, **asked.validated_data, by=request.actor)
        return self._told(paper, status.HTTP_201_CREATED)

    @extend_schema(request=NewSupportSerializer, responses={201: PaperDetailSerializer})
    @action(detail=True, methods=["post"], url_path="rests-on")
    def supports(self, request: ApiRequest, uid: UUID) -> Response:
        """Something more that it rests on: a report, or a version of a dataset or model."""
        paper = self._to_write()
        asked = NewSupportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        named = {
            name: [given[one]] if given[one] else [] for name, one in (("reports", "report"), ("versions", "version"))
        }
        things = on.chosen(paper.project, request.actor, **named)
        if len(things) != 1:
            raise ValidationError({"report": _("Name one report of this project, or one version, that you may see.")})
        job, version = (things[0], None) if isinstance(things[0], Job) else (None, things[0])
        rest_on(paper, job=job, version=version, says=given["says"], by=request.actor)
        return self._told(paper, status.HTTP_201_CREATED)

    @extend_schema(request=NewManuscriptSerializer, responses={201: PaperDetailSerializer})
    @action(detail=True, methods=["post"])
    def manuscripts(self, request: ApiRequest, uid: UUID) -> Response:
        """Another version of the text."""
        paper = self._to_write()
        asked = NewManuscriptSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        add_manuscript(paper, **asked.validated_data, by=request.actor)
        return self._told(paper, status.HTTP_201_CREATED)

    @extend_schema(responses=FILE, filters=False)
    @action(detail=True, url_path=r"manuscripts/<int:number>")
    def manuscript(self, request: ApiRequest, uid: UUID, number: int) -> StreamingHttpResponse:
        """The file, for the parties."""
        found = get_object_or_404(self.get_object().manuscripts.select_related("file"), number=number)
        return attachment_of(found.file, name=found.file_name)

    @extend_schema(responses={(200, "application/x-bibtex"): OpenApiTypes.STR}, filters=False)
    @action(detail=True)
    def bibtex(self, request: ApiRequest, uid: UUID) -> HttpResponse:
        """The paper as BibTeX."""
        return HttpResponse(entry_of(self.get_object()), content_type="application/x-bibtex")

    @extend_schema(request=None, responses=PaperDetailSerializer)
    @action(detail=True, methods=["post"])
    def give(self, request: ApiRequest, uid: UUID) -> Response:
        """Give the latest manuscript to its readers: their days run from now on."""
        return self._do(self._to_write(), give_manuscript)

    @extend_schema(request=ManuscriptAnswerSerializer, responses=PaperDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: ApiRequest, uid: UUID) -> Response:
        """Agree before the days are over, or object, for the organization acted for."""
        paper = self.get_object()
        reading = find_reading(request.actor, paper)
        require(request.actor, "answer_manuscript", reading)
        asked = ManuscriptAnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        answer_manuscript(reading, **asked.validated_data, by=request.actor)
        return self._told(paper)

    @extend_schema(request=None, responses=PaperDetailSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: ApiRequest, uid: UUID) -> Response:
        """Say that it was submitted."""
        return self._do(self.get_object(), submit_paper)

    @extend_schema(request=None, responses=PaperDetailSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: ApiRequest, uid: UUID) -> Response:
        """Say that it is published."""
        return self._do(self.get_object(), publish_paper)

    def _to_write(self) -> Paper:
        paper: Paper = self.get_object()
        require(self.request.actor, "write_paper", paper)
        return paper

    def _do(self, paper: Paper, deed: Callable[..., object]) -> Response:
        deed(paper, by=self.request.actor)
        return self._told(paper)

    def _told(self, paper: Paper, code: int = 200) -> Response:
        found = self.get_queryset().get(pk=paper.pk)
        return Response(PaperDetailSerializer(found, context={"request": self.request}).data, status=code)
