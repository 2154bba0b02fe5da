"""An organization's people in the API: roles, invitations, requests to join. In a browser's session: no token may."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from organizations.finding import find_organization
from organizations.gate import require
from organizations.models import Invitation, JoinRequest, Role
from organizations.people import people_of
from organizations.requests import ApiRequest
from organizations.services import answer_join, ask_to_join, change_roles, invite, revoke_invitation


class RolesSerializer(serializers.Serializer[Any]):
    """Roles, any number."""

    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))


class PersonSerializer(serializers.Serializer[Any]):
    """A person with their roles here."""

    uid = serializers.UUIDField(source="user.uid")
    name = serializers.CharField(source="user.name")
    email = serializers.EmailField(source="user.email")
    orcid = serializers.CharField(source="user.orcid")
    roles = serializers.ListField(child=serializers.CharField())
    has_second_factor = serializers.BooleanField()


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An invitation; its link went to the address alone."""

    class Meta:
        model = Invitation
        fields = ["uid", "email", "roles", "created_at", "expires_at"]
        read_only_fields = ["uid", "created_at", "expires_at"]


class JoinRequestSerializer(serializers.ModelSerializer[JoinRequest]):
    """Somebody who asks to act for the organization."""

    person = serializers.CharField(source="user.name")

    class Meta:
        model = JoinRequest
        fields = ["uid", "person", "email", "state", "created_at"]


class PeopleView(APIView):
    """The people of one's own organization."""

    request: ApiRequest

    @extend_schema(operation_id="organizations_people_list", responses=PersonSerializer(many=True))
    def get(self, request: ApiRequest, slug: str) -> Response:
        """Who acts for it, for an owner."""
        found = find_organization(request.actor, slug)
        require(request.actor, "manage_members", found)
        return Response(PersonSerializer(people_of(found), many=True).data)


class PersonView(APIView):
    """A person's roles."""

    request: ApiRequest

    @extend_schema(operation_id="organizations_people_update", request=RolesSerializer, responses={204: None})
    def put(self, request: ApiRequest, slug: str, uid: str) -> Response:
        """Give exactly these roles; none ends it."""
        found = find_organization(request.actor, slug)
        require(request.actor, "manage_members", found)
        people = User.objects.filter(memberships__group__org_role__organization=found).distinct()
        somebody = get_object_or_404(people, uid=uid)
        asked = RolesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        change_roles(found, somebody, asked.validated_data["roles"], by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class InvitationsView(APIView):
    """Open invitations of one's own organization."""

    request: ApiRequest

    @extend_schema(operation_id="organizations_invitations_list", responses=InvitationSerializer(many=True))
    def get(self, request: ApiRequest, slug: str) -> Response:
        """Those whose link still opens something."""
        found = find_organization(request.actor, slug)
        require(request.actor, "invite", found)
        return Response(InvitationSerializer(found.invitations.open(), many=True).data)

    @extend_schema(
        operation_id="organizations_invitations_create",
        request=InvitationSerializer,
        responses={201: InvitationSerializer},
    )
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Send somebody a link; the answer is the same whether or not they have an account."""
        found = find_organization(request.actor, slug)
        require(request.actor, "invite", found)
        asked = InvitationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        site = request.build_absolute_uri("/")
        made = invite(found, asked.validated_data["email"], asked.validated_data["roles"], site=site, by=request.actor)
        return Response(InvitationSerializer(made).data, status=status.HTTP_201_CREATED)


class InvitationView(APIView):
    """One invitation."""

    request: ApiRequest

    @extend_schema(operation_id="organizations_invitations_destroy", responses={204: None})
    def delete(self, request: ApiRequest, slug: str, uid: str) -> Response:
        """Take it back."""
        found = find_organization(request.actor, slug)
        require(request.actor, "invite", found)
        revoke_invitation(get_object_or_404(found.invitations, uid=uid), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class JoinRequestsView(APIView):
    """Requests to join."""

    request: ApiRequest

    @extend_schema(operation_id="organizations_join_requests_list", responses=JoinRequestSerializer(many=True))
    def get(self, request: ApiRequest, slug: str) -> Response:
        """Those that wait, for an owner."""
        found = find_organization(request.actor, slug)
        require(request.actor, "answer_join", found)
        waiting = found.join_requests.filter(state=JoinRequest.State.WAITING).select_related("user")
        return Response(JoinRequestSerializer(waiting, many=True).data)

    @extend_schema(
        operation_id="organizations_join_requests_create", request=None, responses={201: JoinRequestSerializer}
    )
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Ask for oneself."""
        made = ask_to_join(find_organization(request.actor, slug), by=request.actor)
        return Response(JoinRequestSerializer(made).data, status=status.HTTP_201_CREATED)


class JoinRequestView(APIView):
    """One request to join."""

    request: ApiRequest

    @extend_schema(
        operation_id="organizations_join_requests_answer", request=RolesSerializer, responses=JoinRequestSerializer
    )
    def post(self, request: ApiRequest, slug: str, uid: str) -> Response:
        """Let the person in with these roles; without any, decline."""
        found = find_organization(request.actor, slug)
        require(request.actor, "answer_join", found)
        waiting = get_object_or_404(found.join_requests.select_related("user", "organization"), uid=uid)
        asked = RolesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(
            JoinRequestSerializer(answer_join(waiting, roles=asked.validated_data["roles"], by=request.actor)).data
        )
