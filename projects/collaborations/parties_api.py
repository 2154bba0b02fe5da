"""Who takes part in a project, in the API; accepting, declining and leaving take a browser's session."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.api.consequences import EffectsSerializer
from agreements.keeping.consequences import Cut, consequences_of
from agreements.models import PartyInvitation, UndertakingParty
from agreements.policy import require
from agreements.services.parties import (
    accept_invitation,
    decline_invitation,
    end_part,
    invite_party,
    withdraw_invitation,
)
from collaborations.parties import invitations_to
from organizations.models import Organization
from organizations.requests import ApiRequest


class ProjectPartySerializer(serializers.ModelSerializer[UndertakingParty]):
    """An organization that takes part; `brought_by` named or invited it, and can end its part as it can itself."""

    organization = serializers.SlugField(source="organization.slug")
    brought_by = serializers.SlugField(source="brought_by.slug", allow_null=True, default=None)

    class Meta:
        model = UndertakingParty
        fields = ["organization", "joined_at", "brought_by"]
        read_only_fields = fields


class PartyInvitationSerializer(serializers.ModelSerializer[PartyInvitation]):
    """What an organization is invited into: name, purpose and parties, which is all that it sees before it accepts."""

    project = serializers.CharField(source="undertaking.name")
    codes = serializers.ListField(source="undertaking.purpose.codes", child=serializers.CharField())
    commercial = serializers.BooleanField(source="undertaking.purpose.commercial")
    parties = serializers.SerializerMethodField()
    organization = serializers.SlugField(source="organization.slug")
    invited_for = serializers.SlugField(source="invited_for.slug")

    class Meta:
        model = PartyInvitation
        fields = [
            "uid", "project", "codes", "commercial", "parties", "organization", "invited_for", "invited_at",
            "expires_at", "words", "state", "answered_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_parties(self, invitation: PartyInvitation) -> list[str]:
        """The addresses of who takes part."""
        return sorted(party.slug for party in invitation.undertaking.organizations.all())


class InvitePartySerializer(serializers.Serializer[Any]):
    """Whom, and what is wanted of them."""

    organization = serializers.SlugRelatedField(slug_field="slug", queryset=Organization.objects.verified())
    words = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class EndPartSerializer(serializers.Serializer[Any]):
    """Why; the other parties read it."""

    reason = serializers.CharField(max_length=2000)


class AnswerInvitationSerializer(serializers.Serializer[Any]):
    """Whether the organization takes part."""

    accept = serializers.BooleanField()


class PartiesMixin:
    """`parties`, for who works on a project."""

    request: ApiRequest
    get_object: Any

    @extend_schema(responses=ProjectPartySerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def parties(self, request: ApiRequest, slug: str) -> Response:
        """Who takes part."""
        rows = self.get_object().undertaking.parties.select_related("organization", "brought_by")
        return Response(ProjectPartySerializer(rows.order_by("organization__name"), many=True).data)

    @extend_schema(request=InvitePartySerializer, responses={201: PartyInvitationSerializer})
    @parties.mapping.post
    def invite(self, request: ApiRequest, slug: str) -> Response:
        """Invite an organization: nothing changes before it accepts; `consequences` says what waits from then on."""
        undertaking = self.get_object().undertaking
        require(request.actor, "invite_party", undertaking)
        asked = InvitePartySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        invitation = invite_party(undertaking, **asked.validated_data, by=request.actor)
        return Response(PartyInvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=EffectsSerializer(many=True), filters=False)
    @action(
        detail=True, pagination_class=None, url_path=r"parties/<slug:party>/consequences", url_name="part-consequences"
    )
    def part_consequences(self, request: ApiRequest, slug: str, party: str) -> Response:
        """What would stop if the part of one's own organization, or of one that it brought along, ended."""
        leaving = self._leaving(party)
        cut = Cut(undertaking=leaving.undertaking, leaving=leaving.organization)
        return Response(EffectsSerializer(consequences_of(cut, request.actor), many=True).data)

    @extend_schema(request=EndPartSerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_path=r"parties/<slug:party>/end")
    def end(self, request: ApiRequest, slug: str, party: str) -> Response:
        """End the part of one's own organization, or of one that it named or invited."""
        leaving = self._leaving(party)
        asked = EndPartSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        end_part(leaving, **asked.validated_data, by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _leaving(self, party: str) -> UndertakingParty:
        rows = self.get_object().undertaking.parties.select_related("organization", "undertaking", "brought_by")
        leaving: UndertakingParty = get_object_or_404(rows, organization__slug=party)
        require(self.request.actor, "end_part", leaving)
        return leaving


class PartyInvitationViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[PartyInvitation]):
    """Invitations into projects: to the organization acted for, and from the projects that it takes part in."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = PartyInvitation.objects.none()
    serializer_class = PartyInvitationSerializer

    def get_queryset(self) -> Any:
        """As on the pages."""
        return invitations_to(self.request.actor).prefetch_related("undertaking__organizations")

    @extend_schema(request=AnswerInvitationSerializer, responses=PartyInvitationSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: ApiRequest, uid: str) -> Response:
        """Take part or decline. What rests on the confirmed parties waits from a yes on for the providers."""
        invitation = self.get_object()
        require(request.actor, "answer_invitation", invitation)
        asked = AnswerInvitationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        answer = accept_invitation if asked.validated_data["accept"] else decline_invitation
        answer(invitation, by=request.actor)
        return Response(PartyInvitationSerializer(invitation).data)  # who declines may not read it again

    @extend_schema(request=None, responses=PartyInvitationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: ApiRequest, uid: str) -> Response:
        """Take it back, for a party."""
        invitation = self.get_object()
        withdraw_invitation(invitation, by=request.actor)
        return Response(PartyInvitationSerializer(invitation).data)
