"""An organization's mail domains and sign-on in the API, leaving it, and the invitations addressed to oneself."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.addresses import proved_addresses
from organizations.api import DomainSerializer, OrganizationSerializer
from organizations.finding import find_organization
from organizations.gate import require
from organizations.models import Invitation, SignOn
from organizations.requests import ApiRequest
from organizations.services import (
    accept_invitation,
    drop_domain,
    leave_organization,
    name_domain,
    prove_domain,
    remove_sign_on,
    set_sign_on,
)


class SignOnSerializer(serializers.ModelSerializer[SignOn]):
    """Where people sign in; the secret goes in and never comes out."""

    secret = serializers.CharField(write_only=True, required=False, allow_blank=True, default="", max_length=500)

    class Meta:
        model = SignOn
        fields = ["issuer", "client_id", "secret"]


class MyInvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An invitation to oneself."""

    organization = serializers.SlugField(source="organization.slug")

    class Meta:
        model = Invitation
        fields = ["uid", "organization", "roles", "expires_at"]


class DomainsView(APIView):
    """Mail domains of an organization."""

    request: ApiRequest

    @extend_schema(
        operation_id="organizations_domains_create", request=DomainSerializer, responses={201: DomainSerializer}
    )
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Name one; it opens nothing before the platform's staff found it proved."""
        found = find_organization(request.actor, slug)
        asked = DomainSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = name_domain(found, asked.validated_data["name"], by=request.actor)
        return Response(DomainSerializer(made).data, status=status.HTTP_201_CREATED)


class DomainView(APIView):
    """One mail domain."""

    request: ApiRequest

    @extend_schema(operation_id="organizations_domains_prove", request=None, responses=DomainSerializer)
    def post(self, request: ApiRequest, slug: str, name: str) -> Response:
        """Say for the operator that it is the organization's; for the platform's staff."""
        found = find_organization(request.actor, slug)
        return Response(
            DomainSerializer(prove_domain(get_object_or_404(found.domains, name=name), by=request.actor)).data
        )

    @extend_schema(operation_id="organizations_domains_destroy", responses={204: None})
    def delete(self, request: ApiRequest, slug: str, name: str) -> Response:
        """Take it back."""
        found = find_organization(request.actor, slug)
        drop_domain(get_object_or_404(found.domains, name=name), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SignOnView(APIView):
    """An organization's own sign-on."""

    request: ApiRequest

    @extend_schema(operation_id="organizations_sign_on_retrieve", responses=SignOnSerializer)
    def get(self, request: ApiRequest, slug: str) -> Response:
        """Where its people sign in, for an owner and the platform's staff."""
        found = find_organization(request.actor, slug)
        require(request.actor, "set_sign_on", found)
        return Response(SignOnSerializer(get_object_or_404(SignOn, organization=found)).data)

    @extend_schema(operation_id="organizations_sign_on_update", request=SignOnSerializer, responses=SignOnSerializer)
    def put(self, request: ApiRequest, slug: str) -> Response:
        """Set it; without a secret, the one that is set stays."""
        found = find_organization(request.actor, slug)
        asked = SignOnSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(SignOnSerializer(set_sign_on(found, by=request.actor, **asked.validated_data)).data)

    @extend_schema(operation_id="organizations_sign_on_destroy", responses={204: None})
    def delete(self, request: ApiRequest, slug: str) -> Response:
        """Let nobody sign in there any more."""
        remove_sign_on(find_organization(request.actor, slug), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LeaveView(APIView):
    """The end of one's own roles."""

    request: ApiRequest

    @extend_schema(operation_id="organizations_leave", request=None, responses={204: None})
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Act for the organization no longer."""
        leave_organization(find_organization(request.actor, slug), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MyInvitationViewSet(ListModelMixin, GenericViewSet[Invitation]):
    """Invitations to oneself, in a browser's session: no token may."""

    request: ApiRequest
    serializer_class = MyInvitationSerializer
    queryset = Invitation.objects.none()
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Invitation]:
        """The open ones at one of the person's confirmed addresses."""
        if self.request.actor.scopes is not None:
            return Invitation.objects.none()
        mine = Invitation.objects.addressed_to(proved_addresses(self.request.user))
        return mine.select_related("organization").order_by("-id")

    @extend_schema(request=None, responses=OrganizationSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: ApiRequest, uid: str) -> Response:
        """Act for the organization from now on."""
        return Response(OrganizationSerializer(accept_invitation(self.get_object(), by=request.actor)).data)
