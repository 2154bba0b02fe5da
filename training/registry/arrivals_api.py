"""Models on their way in, in the API."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED
from rest_framework.views import APIView

from agreements.models import Asset
from agreements.policy import require
from catalog.models import Upload
from catalog.services.uploads import received
from organizations.requests import ApiRequest
from registry.arrival_words import why_not_in
from registry.models import Arrival
from registry.services.arrivals import begin_arrival

STATES = ["looking", "done", "faulty", "failed", "refused"]


class ArrivalSerializer(serializers.ModelSerializer[Arrival]):
    """Where a model on its way in stands, for the person who brought it."""

    state = serializers.ChoiceField(STATES)
    faults = serializers.SerializerMethodField(help_text="What is wrong, file by file, and what to do.")
    model = serializers.SerializerMethodField(help_text="The address of the model that it has become.")

    class Meta:
        model = Arrival
        fields = ["uid", "name", "state", "faults", "model", "created_at"]
        read_only_fields = fields

    def get_faults(self, arrival: Arrival) -> list[str]:
        """None while it is looked through, or done."""
        return why_not_in(arrival)

    def get_model(self, arrival: Arrival) -> str | None:
        """Null before it is there."""
        return arrival.version.model.asset.slug if arrival.version else None


class AddModelSerializer(serializers.Serializer[Any]):
    """A new model: an archive of its folder, and what people read about it; what is left empty its card says."""

    file = serializers.FileField(required=False, allow_empty_file=True, help_text="zip, tar or tar.gz.")
    upload = serializers.UUIDField(required=False, help_text="Instead of `file`: an upload that has come by tus.")
    name = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, default="", allow_blank=True)
    field = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    task = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    licence = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    openness = serializers.ChoiceField(Asset.Openness.choices, required=False, default=Asset.Openness.CLOSED)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """One file."""
        if ("file" in asked) == ("upload" in asked):
            raise serializers.ValidationError({"file": "Send a file, or name an upload."})
        return asked


class ArrivalView(APIView):
    """A model on its way in."""

    @extend_schema(responses=ArrivalSerializer)
    def get(self, request: ApiRequest, uid: UUID) -> Response:
        """Where it stands; for others than who brought it, it is not there."""
        arrival = get_object_or_404(Arrival.objects.begun_by(request.actor), uid=uid)
        require(request.actor, "add_asset", arrival.organization)
        return Response(ArrivalSerializer(arrival).data)


def begun(data: Any, request: ApiRequest) -> Response:
    """The model on its way in, with its address as `Location`."""
    asked = AddModelSerializer(data=data)
    asked.is_valid(raise_exception=True)
    told = asked.validated_data
    upload = received(told["file"], by=request.actor) if "file" in told else None
    if upload is None:
        upload = Upload.objects.begun_by(request.actor).filter(uid=told["upload"]).first()
    if upload is None:
        raise serializers.ValidationError({"upload": "There is no such upload of yours."})
    arrival = begin_arrival(upload, about=told, by=request.actor)
    place = {"Location": reverse("api:model-arrival", args=[arrival.uid])}
    return Response(ArrivalSerializer(arrival).data, status=HTTP_202_ACCEPTED, headers=place)
