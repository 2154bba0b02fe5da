"""The conditions of an approval in the API. They are met and confirmed in a browser's session: no token may."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from agreements.models import Agreement, Fulfilment
from agreements.pages.conditions import ToldCondition, conditions_of
from agreements.policy import require, visible
from agreements.services.conditions import answer_fulfilment, meet_condition
from agreements.services.versions import current_of
from organizations.requests import ApiRequest


class SaidSerializer(serializers.ModelSerializer[Fulfilment]):
    """How a party met a condition, and what a reviewer answered."""

    organization = serializers.SlugField(source="said_for.slug")
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = Fulfilment
        fields = ["uid", "organization", "how", "evidence", "said_at", "answer", "answer_words", "answered_at"]
        read_only_fields = fields

    def get_evidence(self, said: Fulfilment) -> str | None:
        """Where the file is, if one was added."""
        return reverse("api:fulfilment-evidence", args=[said.uid]) if said.evidence_id else None


class ConditionSerializer(serializers.Serializer[Any]):
    """A condition of the version in question; `stands`: open, waits (for a reviewer), overdue or confirmed."""

    number = serializers.IntegerField()
    text = serializers.CharField(source="condition.text")
    due_on = serializers.DateField(source="condition.due_on", allow_null=True)
    stops_when_overdue = serializers.BooleanField(source="condition.stops_when_overdue")
    stands = serializers.CharField()
    fulfilments = SaidSerializer(many=True)


class MeetSerializer(serializers.Serializer[Any]):
    """How it was met. A file is sent as multipart/form-data, words alone as JSON as well."""

    how = serializers.CharField(max_length=2000)
    file = serializers.FileField(required=False, help_text="Evidence. Up to 20 MB.")


class FulfilmentAnswerSerializer(serializers.Serializer[Any]):
    """Whether what was said is enough; what is missing where it isn't."""

    enough = serializers.BooleanField()
    words = serializers.CharField(max_length=2000, default="", allow_blank=True)


class ConditionsView(APIView):
    """The conditions of the agreement's current version."""

    @extend_schema(responses=ConditionSerializer(many=True))
    def get(self, request: ApiRequest, slug: str) -> Response:
        """All of them, in their order."""
        return Response(ConditionSerializer(conditions_of(current_of(_agreement(request, slug))), many=True).data)


class MeetView(APIView):
    """Saying how one was met."""

    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(request=MeetSerializer, responses={201: SaidSerializer})
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """A reviewer confirms it, or says what is missing."""
        agreement = _agreement(request, slug)
        told, asked = _told(agreement, number), MeetSerializer(data=request.data)
        require(request.actor, "meet_condition", agreement)
        asked.is_valid(raise_exception=True)
        said = meet_condition(told.condition, **asked.validated_data, by=request.actor)
        return Response(SaidSerializer(said).data, status=HTTP_201_CREATED)


class ConditionAnswerView(APIView):
    """A reviewer's answer."""

    @extend_schema(request=FulfilmentAnswerSerializer, responses=SaidSerializer)
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Confirm what was said, or say what is missing."""
        agreement = _agreement(request, slug)
        told, asked = _told(agreement, number), FulfilmentAnswerSerializer(data=request.data)
        require(request.actor, "confirm_condition", agreement)
        asked.is_valid(raise_exception=True)
        if told.said is None:
            raise ValidationError(_("Nothing is said of this condition that waits for an answer."), code="nothing_said")
        return Response(SaidSerializer(answer_fulfilment(told.said, **asked.validated_data, by=request.actor)).data)


def _agreement(request: ApiRequest, slug: str) -> Agreement:
    rows = Agreement.objects.select_related("current_version")
    return get_object_or_404(visible(request.actor, rows, "discover"), slug=slug)


def _told(agreement: Agreement, number: int) -> ToldCondition:
    told = next((one for one in conditions_of(current_of(agreement)) if one.number == number), None)
    if told is None:
        raise Http404
    return told
