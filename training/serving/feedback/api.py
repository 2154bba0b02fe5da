"""Feedback in the API: what one found of an answer, and how a model does."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.operations import Operation
from agreements.policy import require
from organizations.requests import ApiRequest
from serving.feedback.giving import LONGEST_COMMENT, give_feedback
from serving.feedback.page import feedback_page
from serving.feedback.views import find_model
from serving.models import Feedback, Prediction


class FeedbackSerializer(serializers.ModelSerializer[Feedback]):
    """What one found of an answer; `earlier` has what one said before."""

    class Meta:
        model = Feedback
        fields = ["right", "label", "comment", "given_at", "changed_at", "earlier", "review"]
        read_only_fields = fields


class PredictionSerializer(serializers.ModelSerializer[Prediction]):
    """An answer, and what one has said of it, if anything."""

    model = serializers.SlugField(source="model_version.version.asset.slug")
    version = serializers.IntegerField(source="model_version.version.number")
    feedback = serializers.SerializerMethodField()

    class Meta:
        model = Prediction
        fields = ["uid", "model", "version", "label", "confidence", "asked_at", "inputs", "feedback"]
        read_only_fields = fields

    @extend_schema_field(FeedbackSerializer(allow_null=True))
    def get_feedback(self, prediction: Prediction) -> dict[str, Any] | None:
        """One's own."""
        found = prediction.feedback.filter(person=self.context["request"].user.pk).first()
        return dict(FeedbackSerializer(found).data) if found else None


class GiveFeedbackSerializer(serializers.Serializer[Any]):
    """Whether it was right; the class that it was, where it is one of the model's."""

    right = serializers.BooleanField()
    label = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)  # type: ignore[assignment]  # DRF has an attribute of this name
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_COMMENT)


class DriftSerializer(serializers.Serializer[Any]):
    """How far a distribution has moved from the report's: the population stability index."""

    kind = serializers.CharField()
    value = serializers.FloatField()
    limit = serializers.FloatField(help_text="From where on it is an alarm.")
    answers = serializers.IntegerField()


class FiguresSerializer(serializers.Serializer[Any]):
    """How a version does among people, in the last `days`; shares as [value, low, high] at 95 %."""

    version = serializers.IntegerField()
    days = serializers.FloatField()
    answered = serializers.IntegerField()
    looked_at = serializers.IntegerField(help_text="The newest of these: shares and drifts are theirs.")
    silent = serializers.FloatField(
        allow_null=True, help_text="The share below the confidence that its report bears out."
    )
    judged = serializers.IntegerField()
    accuracy = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    in_report = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    judged_by_several = serializers.IntegerField()
    agreement = serializers.FloatField(allow_null=True, help_text="The share of these on which all said the same.")
    drifts = DriftSerializer(many=True)


class PredictionFeedbackView(APIView):
    """An answer to one's organization, and what one found of it; its id comes with the answer (`prediction`)."""

    @extend_schema(responses=PredictionSerializer)
    def get(self, request: ApiRequest, uid: UUID) -> Response:
        """The answer, with what you have said of it."""
        return Response(_told(_find(request, uid), request))

    @extend_schema(request=GiveFeedbackSerializer, responses=PredictionSerializer)
    def put(self, request: ApiRequest, uid: UUID) -> Response:
        """Say whether it was right; said once more, it replaces what you said before, until it is reviewed."""
        prediction, asked = _find(request, uid), GiveFeedbackSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        give_feedback(prediction, **asked.validated_data, by=request.actor)
        return Response(_told(prediction, request))


class ModelFeedbackView(APIView):
    """How a model does among people."""

    @extend_schema(
        parameters=[OpenApiParameter("version", int), OpenApiParameter("project", str)], responses=FiguresSerializer
    )
    def get(self, request: ApiRequest, slug: str) -> Response:
        """All of it for its owner; for others who may ask it, what their own organization was answered."""
        model, asked = find_model(slug, by=request.actor), request.query_params
        told = feedback_page(model, number=asked.get("version", ""), by=request.actor, project=asked.get("project", ""))
        if told is None:
            raise Http404
        figures = {**asdict(told["figures"]), "version": told["version"].version.number}
        return Response(FiguresSerializer(figures).data)


def _find(request: ApiRequest, uid: UUID) -> Prediction:
    found = get_object_or_404(Prediction.objects.asked_for(request.actor), uid=uid)
    require(request.actor, Operation.INFER, found.model_version.version, project=found.project)
    return found


def _told(prediction: Prediction, request: ApiRequest) -> Any:
    return PredictionSerializer(prediction, context={"request": request}).data
