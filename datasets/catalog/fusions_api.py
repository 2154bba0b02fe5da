"""Combining datasets in the API."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from agreements.policy import require, visible
from catalog.access import project_called, usable_versions
from catalog.making_words import why_failed
from catalog.models import Dataset, DatasetVersion, Fusion
from catalog.services.fusions import HEAVIEST, LIGHTEST, MOST, Part, fuse_sources, like_first
from organizations.requests import ApiRequest


class FusionSerializer(serializers.ModelSerializer[Fusion]):
    """A combination, and where it stands: making, made or failed."""

    state = serializers.CharField()
    why = serializers.SerializerMethodField(help_text="Why it failed.")
    dataset = serializers.SlugField(source="made.version.asset.slug", default=None, help_text="What was made.")
    version = serializers.IntegerField(source="made.version.number", default=None)

    class Meta:
        model = Fusion
        fields = ["uid", "state", "why", "about", "columns", "distinct", "repeated", "dataset", "version", "created_at"]
        read_only_fields = fields

    def get_why(self, fusion: Fusion) -> list[str]:
        """In sentences."""
        return why_failed(fusion.item, self.context["request"].actor)


class SourceSerializer(serializers.Serializer[Any]):
    """A source: its newest version that may be used."""

    dataset = serializers.SlugField()
    columns = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="Its own by the common column; else by name and use."
    )
    labels = serializers.DictField(child=serializers.CharField(), default=dict, help_text="The common by its own.")
    weight = serializers.FloatField(default=1.0, min_value=LIGHTEST, max_value=HEAVIEST)


class CombineSerializer(serializers.Serializer[Any]):
    """What is combined, and what becomes of it: a new dataset, or the next version of `dataset`."""

    sources = SourceSerializer(many=True, help_text="The columns of the first are the common ones.")
    name = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(required=False, allow_blank=True)
    licence = serializers.CharField(max_length=100, required=False, allow_blank=True)
    dataset = serializers.SlugField(required=False, help_text="Whose next version it is to be.")
    changes = serializers.CharField(max_length=2000, required=False)
    distinct = serializers.ListField(child=serializers.CharField(), default=list)
    project = serializers.SlugField(required=False)


class FusionsView(APIView):
    """Combining datasets into one."""

    @extend_schema(request=CombineSerializer, responses={201: FusionSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Have one dataset made of several; its permissions are what all its sources' terms allow."""
        by = request.actor
        require(by, "add_asset", by.organization)
        asked = CombineSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        project = project_called(said.get("project", ""), by=by)
        slugs = [each["dataset"] for each in said["sources"]][:MOST]
        found = {each.version.asset.slug: each for each in usable_versions(slugs, by=by, project=project)}
        if unknown := [slug for slug in slugs if slug not in found]:
            words = _("“%(dataset)s” is none of the datasets that you may combine.") % {"dataset": unknown[0]}
            raise ValidationError({"sources": words})
        dataset = _dataset(said, by=by)
        first = found[slugs[0]] if slugs else None
        parts = [_part(each, found[each["dataset"]], first) for each in said["sources"][:MOST] if first]
        about = {name: said[name] for name in ("name", "description", "licence", "changes") if name in said}
        told = {"about": about, "distinct": said["distinct"], "project": project, "dataset": dataset}
        fusion = fuse_sources(parts, columns=first.columns if first else [], by=by, **told)
        return Response(FusionSerializer(fusion, context={"request": request}).data, status=HTTP_201_CREATED)


class FusionView(APIView):
    """One combination."""

    @extend_schema(responses=FusionSerializer)
    def get(self, request: ApiRequest, uid: UUID) -> Response:
        """Where it stands."""
        fusion = get_object_or_404(Fusion.objects.begun_by(request.actor), uid=uid)
        return Response(FusionSerializer(fusion, context={"request": request}).data)


def _part(each: dict[str, Any], version: DatasetVersion, first: DatasetVersion) -> Part:
    return Part(version, each.get("columns") or like_first(first, version), each["labels"], each["weight"])


def _dataset(said: dict[str, Any], *, by: Any) -> Dataset | None:
    if slug := said.get("dataset"):
        known = visible(by, Dataset.objects.select_related("asset__owner"), "discover")
        return get_object_or_404(known, asset__slug=slug)
    if not said.get("name"):
        raise ValidationError({"name": _("Give the new dataset a name.")})
    return None
