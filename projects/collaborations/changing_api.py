"""What a project is for and who works on it, changed in the API: mixed into the addresses of projects."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.models import User
from agreements.api.consequences import EffectsSerializer
from agreements.keeping.consequences import Cut, consequences_of
from agreements.models import TeamMember, TeamRole
from agreements.policy import require
from collaborations.models import Project
from collaborations.services import add_to_team, change_in_team, change_purpose, take_out_of_team
from collaborations.team import members_of, team_of
from organizations.requests import ApiRequest


class ChangePurposeSerializer(serializers.Serializer[Any]):
    """What a project is for from now on."""

    codes = serializers.ListField(child=serializers.CharField(max_length=20), allow_empty=False)
    diseases = serializers.ListField(
        child=serializers.CharField(max_length=40), default=list, help_text="Codes of MONDO, with DUO:0000007."
    )
    region = serializers.CharField(default="", allow_blank=True, max_length=2, help_text="A code of ISO 3166.")
    commercial = serializers.BooleanField(default=False)


class TeamMemberSerializer(serializers.ModelSerializer[TeamMember]):
    """Somebody in the team: `lead` and `works` use what is shared for the project, `reads` uses nothing of it."""

    person = serializers.UUIDField(source="user.uid")
    name = serializers.CharField(source="user.name")
    organization = serializers.SlugField(source="organization.slug")

    class Meta:
        model = TeamMember
        fields = ["person", "name", "organization", "role", "joined_at"]
        read_only_fields = fields


class RoleInTeamSerializer(serializers.Serializer[Any]):
    """What somebody does in the team."""

    role = serializers.ChoiceField(choices=TeamRole.choices, default=TeamRole.WORKS)


class JoinTeamSerializer(RoleInTeamSerializer):
    """Somebody of the organization acted for, by their identifier."""

    person = serializers.UUIDField()


class ChangesMixin:
    """`consequences`, `purpose` and `team`, for who works on a project."""

    request: ApiRequest
    get_object: Any
    told: Any

    @extend_schema(responses=EffectsSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def consequences(self, request: ApiRequest, slug: str) -> Response:
        """What waits for confirmations once purpose or team have changed; nothing is written."""
        undertaking = self._to_change().undertaking
        return Response(EffectsSerializer(consequences_of(Cut(undertaking=undertaking), request.actor), many=True).data)

    @extend_schema(request=ChangePurposeSerializer)
    @action(detail=True, methods=["put"])
    def purpose(self, request: ApiRequest, slug: str) -> Response:
        """State another purpose: what rests on the confirmed one waits until every provider has confirmed again."""
        project = self._to_change()
        asked = ChangePurposeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        change_purpose(project, **asked.validated_data, by=request.actor)
        answer: Response = self.told()
        return answer

    @extend_schema(responses=TeamMemberSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def team(self, request: ApiRequest, slug: str) -> Response:
        """Who is in the team, by organization."""
        return Response(TeamMemberSerializer(team_of(self.get_object().undertaking), many=True).data)

    @extend_schema(request=JoinTeamSerializer, responses={201: TeamMemberSerializer})
    @team.mapping.post
    def join(self, request: ApiRequest, slug: str) -> Response:
        """Put somebody of the organization acted for into the team; whoever works makes providers confirm again."""
        project = self._to_change()
        asked = JoinTeamSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        ours = User.objects.filter(memberships__group__org_role__organization=request.actor.organization).distinct()
        person = ours.filter(uid=asked.validated_data["person"]).first()
        if person is None:
            raise ValidationError({"person": _("Nobody of your organization has this identifier.")})
        member = add_to_team(project, person, role=asked.validated_data["role"], by=request.actor)
        return Response(TeamMemberSerializer(member).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RoleInTeamSerializer, responses=TeamMemberSerializer)
    @action(detail=True, methods=["put"], url_path=r"team/<uuid:person>")
    def member(self, request: ApiRequest, slug: str, person: UUID) -> Response:
        """Let somebody of the organization acted for do something else in the team."""
        found = self._member(person)
        asked = RoleInTeamSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(
            TeamMemberSerializer(change_in_team(found, asked.validated_data["role"], by=request.actor)).data
        )

    @extend_schema(responses={204: None})
    @member.mapping.delete
    def take_out(self, request: ApiRequest, slug: str, person: UUID) -> Response:
        """Take somebody of the organization acted for out of the team: their access ends at once."""
        take_out_of_team(self._member(person), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _to_change(self) -> Project:
        project: Project = self.get_object()
        require(self.request.actor, "edit", project.undertaking)
        return project

    def _member(self, person: UUID) -> TeamMember:
        return get_object_or_404(members_of(self._to_change().undertaking, self.request.actor), user__uid=person)
