"""What lies below a project in the API: a base for its addresses."""

from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.shortcuts import get_object_or_404
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.policy import require, visible
from collaborations.models import Project
from organizations.requests import ApiRequest

Row = TypeVar("Row", bound=models.Model)


class OfProjectViewSet(GenericViewSet[Row]):
    """Rows of a project, for whoever may read the project; to change them, `plan` is asked before the body is read."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    rows: "models.QuerySet[Row]"
    of_project = "project"  # the path that leads from a row to its project

    def project(self) -> Project:
        """The project of the address, among those that the reader may see; else a 404."""
        known = visible(self.request.actor, Project.objects.select_related("undertaking"), "discover")
        return get_object_or_404(known, undertaking__slug=self.kwargs["slug"])

    def to_plan(self) -> Project:
        """The same, where the reader may plan it."""
        project = self.project()
        require(self.request.actor, "plan", project.undertaking)
        return project

    def get_queryset(self) -> "models.QuerySet[Row]":
        """Its rows."""
        if getattr(self, "swagger_fake_view", False):
            return self.rows.none()
        return visible(self.request.actor, self.rows.filter(**{self.of_project: self.project()}), "discover")

    def row_to_plan(self) -> Row:
        """The row of the address, to be changed."""
        self.to_plan()
        row: Row = self.get_object()
        return row

    def asked(self, serializer: Any, *, partial: bool = False) -> dict[str, Any]:
        """What the body says; `partial`: only what is to change."""
        read = serializer(data=self.request.data, context=self.get_serializer_context(), partial=partial)
        read.is_valid(raise_exception=True)
        said: dict[str, Any] = read.validated_data
        return said

    def told(self, uid: UUID, code: int = 200, **headers: str) -> Response:
        """The row as it stands now."""
        row = get_object_or_404(self.get_queryset(), uid=uid)
        return Response(self.get_serializer(row).data, status=code, headers=headers)
