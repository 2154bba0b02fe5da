"""Working copies in the API: what somebody has written in the composer and not finished; one's own alone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.composing.choices import partners
from agreements.composing.templates import TEMPLATES
from agreements.models import Agreement, WorkingCopy
from agreements.policy import require, visible
from agreements.services.copies import deed_for, discard_working_copy, keep_working_copy
from organizations.requests import ApiRequest


class WorkingCopySerializer(serializers.ModelSerializer[WorkingCopy]):
    """The composer's fields as they were left: of a draft from a template, or of other terms for an agreement."""

    agreement = serializers.SlugField(source="agreement.slug", allow_null=True, default=None)
    title = serializers.CharField()
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = WorkingCopy
        fields = ["uid", "agreement", "template", "parties", "title", "written", "begun_from", "saved_at", "page"]
        read_only_fields = fields


class WrittenSerializer(serializers.Serializer[Any]):
    """The composer's fields by name, each with its values; whether they make terms is asked when a draft is saved."""

    written = serializers.DictField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))


class KeepSerializer(WrittenSerializer):
    """Of what: an `agreement` by its address, or a `template` with the organizations to agree with."""

    agreement = serializers.SlugField(required=False)
    template = serializers.ChoiceField(choices=sorted(TEMPLATES), required=False)
    parties = serializers.ListField(child=serializers.SlugField(), required=False, default=list)


class WorkingCopyViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[WorkingCopy]):
    """One's own, written for the organization that one acts for now."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = WorkingCopy.objects.none()
    serializer_class = WorkingCopySerializer

    def get_queryset(self) -> QuerySet[WorkingCopy]:
        """Whoever wrote it reads it."""
        return WorkingCopy.objects.of(self.request.actor).select_related("agreement")

    @extend_schema(request=KeepSerializer, responses={201: WorkingCopySerializer})
    def create(self, request: ApiRequest) -> Response:
        """Keep what was written; of an agreement there is one copy, which this replaces."""
        require(request.actor, "draft_agreement", request.actor.organization)
        asked = KeepSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        kept = keep_working_copy(
            self._new(asked.validated_data), written=asked.validated_data["written"], by=request.actor
        )
        return Response(WorkingCopySerializer(kept).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=WrittenSerializer, responses=WorkingCopySerializer)
    def update(self, request: ApiRequest, uid: str) -> Response:
        """Keep this in the place of what was written before."""
        copy, asked = self.get_object(), WrittenSerializer(data=request.data)
        require(request.actor, *self._deed(copy))
        asked.is_valid(raise_exception=True)
        kept = keep_working_copy(copy, written=asked.validated_data["written"], by=request.actor)
        return Response(WorkingCopySerializer(kept).data)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: ApiRequest, uid: str) -> Response:
        """Let it go; what was saved or proposed before stands."""
        discard_working_copy(self.get_object(), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _deed(self, copy: WorkingCopy) -> tuple[str, Any]:
        return deed_for(copy.agreement) if copy.agreement else ("draft_agreement", self.request.actor.organization)

    def _new(self, asked: dict[str, Any]) -> WorkingCopy:
        """A copy that says what it is of, as the composer's addresses do."""
        if "agreement" in asked:
            rows = visible(self.request.actor, Agreement.objects.select_related("current_version"), "discover")
            return WorkingCopy(agreement=get_object_or_404(rows, slug=asked["agreement"]))
        known = dict(partners(self.request.actor))
        chosen = [slug for slug in dict.fromkeys(asked["parties"]) if slug in known]
        if "template" not in asked or not chosen or self.request.actor.organization is None:
            raise ValidationError(_("Choose a template, and at least one organization to agree with."))
        return WorkingCopy(template=asked["template"], parties=[self.request.actor.organization.slug, *chosen])
