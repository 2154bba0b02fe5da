"""Requests for access in the API."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.viewsets import GenericViewSet

from agreements.models import AccessRequest, Asset, Undertaking
from agreements.operations import Operation
from agreements.policy import visible
from agreements.services.access import LONGEST, ask_for_access, refuse_access, start_agreement_for, withdraw_request
from organizations.requests import ApiRequest


class AccessRequestSerializer(serializers.ModelSerializer[AccessRequest]):
    """A request and what came of it."""

    kind = serializers.CharField(source="asset.kind")
    asset = serializers.SlugField(source="asset.slug")
    owner = serializers.SlugField(source="asset.owner.slug")
    organization = serializers.SlugField(source="organization.slug")
    project = serializers.SlugField(source="project.slug")
    asked_by = serializers.CharField(source="asked_by.name")

    class Meta:
        model = AccessRequest
        fields = [
            "uid",
            "kind",
            "asset",
            "owner",
            "operation",
            "project",
            "organization",
            "asked_by",
            "words",
            "asked_at",
            "state",
            "answered_at",
            "reason",
            "how_to_ask_again",
        ]


class AskSerializer(serializers.Serializer[Any]):
    """What is asked of which asset, for which project."""

    kind = serializers.ChoiceField(choices=Asset.Kind.choices)
    asset = serializers.SlugField(max_length=80)
    operation = serializers.ChoiceField(choices=Operation.choices)
    project = serializers.SlugField(max_length=80)
    words = serializers.CharField(max_length=LONGEST)


class AnsweredSerializer(serializers.Serializer[Any]):
    """Allowed at once, and by which clause; or the request that waits."""

    allowed = serializers.BooleanField()
    agreement = serializers.SlugField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    clause = serializers.IntegerField(allow_null=True)
    valid_until = serializers.DateTimeField(allow_null=True)
    request = AccessRequestSerializer(allow_null=True)


class RefusalSerializer(serializers.Serializer[Any]):
    """Why not, and how to ask again."""

    reason = serializers.CharField(max_length=LONGEST)
    how_to_ask_again = serializers.CharField(max_length=LONGEST)


class StartedSerializer(serializers.Serializer[Any]):
    """The draft that was started."""

    agreement = serializers.SlugField()


class AccessRequestViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[AccessRequest]):
    """What one's organization asked, and what it was asked."""

    request: ApiRequest
    serializer_class = AccessRequestSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = AccessRequest.objects.none()

    def get_queryset(self) -> QuerySet[AccessRequest]:
        """What the actor may see, newest first."""
        rows = AccessRequest.objects.select_related("asset__owner", "organization", "project", "asked_by", "purpose")
        return visible(self.request.actor, rows, "discover").order_by("-id")

    @extend_schema(request=AskSerializer, responses={200: AnsweredSerializer, 201: AnsweredSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Ask. Where an agreement covers it the answer is yes at once, with its clause; else the owner's stewards
        have it."""
        asked = AskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        assets = visible(request.actor, Asset.objects.select_related("owner"), "discover")
        projects = visible(request.actor, Undertaking.objects.select_related("purpose"), "discover")
        answer = ask_for_access(
            get_object_or_404(assets, kind=told["kind"], slug=told["asset"]),
            told["operation"],
            project=get_object_or_404(projects, slug=told["project"]),
            words=told["words"],
            by=request.actor,
        )
        decision = answer.decision
        body = {
            "allowed": decision.allowed,
            "agreement": decision.agreement.slug if decision.agreement else None,
            "version": decision.version,
            "clause": decision.clause,
            "valid_until": decision.valid_until,
            "request": AccessRequestSerializer(answer.request).data if answer.request else None,
        }
        return Response(body, status=HTTP_201_CREATED if answer.request else 200)

    @extend_schema(request=None, responses={201: StartedSerializer})
    @action(detail=True, methods=["post"])
    def start(self, request: ApiRequest, uid: str) -> Response:
        """Answer with the draft of an agreement."""
        draft = start_agreement_for(self.get_object(), by=request.actor)
        return Response({"agreement": draft.slug}, status=HTTP_201_CREATED)

    @extend_schema(request=RefusalSerializer, responses=AccessRequestSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: ApiRequest, uid: str) -> Response:
        """Say no, why, and how to ask again."""
        found, asked = self.get_object(), RefusalSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._answer(refuse_access(found, by=request.actor, **asked.validated_data))

    @extend_schema(request=None, responses=AccessRequestSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: ApiRequest, uid: str) -> Response:
        """Take one's own request back."""
        return self._answer(withdraw_request(self.get_object(), by=request.actor))

    def _answer(self, request: AccessRequest) -> Response:
        return Response(AccessRequestSerializer(self.get_queryset().get(pk=request.pk)).data)
