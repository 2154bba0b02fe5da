"""Who used an asset, in the API: mixed into the addresses of datasets and models."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from agreements.auditing.incidents import incident_of
from agreements.models import Asset
from agreements.policy import require
from audit.models import Event
from organizations.requests import ApiRequest


class UseSerializer(serializers.Serializer[Any]):
    """What a person did with it, or with what was made from it, and under which agreement."""

    what = serializers.CharField()
    person = serializers.CharField()
    organization = serializers.CharField()
    verb = serializers.CharField()
    deed = serializers.CharField(help_text="The verb in words.")
    refused = serializers.BooleanField()
    under = serializers.CharField()
    times = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()


class MadeSerializer(serializers.ModelSerializer[Asset]):
    """Something that was made from it."""

    kind = serializers.CharField()
    owner = serializers.SlugField(source="owner.slug")

    class Meta:
        model = Asset
        fields = ["kind", "slug", "name", "owner"]


class TakenSerializer(serializers.ModelSerializer[Event]):
    """A job or a download."""

    person = serializers.CharField(source="actor_name")
    organization = serializers.CharField(source="organization_name")
    name = serializers.CharField(source="object_name")

    class Meta:
        model = Event
        fields = ["uid", "at", "person", "organization", "verb", "name"]


class IncidentSerializer(serializers.Serializer[Any]):
    """All that the audit has on it."""

    people = serializers.IntegerField()
    organizations = serializers.ListField(child=serializers.CharField())
    agreements = serializers.ListField(child=serializers.CharField())
    uses = UseSerializer(many=True)
    made = MadeSerializer(many=True)
    jobs = TakenSerializer(many=True)
    downloads = TakenSerializer(many=True)


class IncidentMixin:
    """`incident`, for those who answer for a dataset or a model."""

    get_object: Any

    @extend_schema(responses=IncidentSerializer, filters=False)
    @action(detail=True, pagination_class=None)
    def incident(self, request: ApiRequest, slug: str) -> Response:
        """Who used it, under which agreements, and what came of it, from the audit."""
        asset = self.get_object().asset
        require(request.actor, "see_audit", asset)
        return Response(IncidentSerializer(incident_of(asset)).data)
