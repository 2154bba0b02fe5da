"""What would break, and freezing, in the API: mixed into the addresses of agreements, datasets and models."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser
from rest_framework.response import Response

from agreements.keeping.consequences import Cut, consequences_of
from agreements.models import Agreement, Asset
from agreements.policy import require
from agreements.services.freezing import freeze_asset, unfreeze_asset
from organizations.requests import ApiRequest


class WhySerializer(serializers.Serializer[Any]):
    """Why: others read it."""

    reason = serializers.CharField(max_length=2000)


class EffectSerializer(serializers.Serializer[Any]):
    """One thing that would break, and what would become of it."""

    name = serializers.CharField()
    page = serializers.CharField(source="url")
    what = serializers.CharField()


class EffectsSerializer(serializers.Serializer[Any]):
    """Things of one sort: the first by name; how many more the asker can look up, and how many they may not see."""

    title = serializers.CharField()
    named = EffectSerializer(many=True)
    more = serializers.IntegerField()
    hidden = serializers.IntegerField()


class FrozenSerializer(serializers.ModelSerializer[Asset]):
    """Whether an asset is frozen, since when and why."""

    class Meta:
        model = Asset
        fields = ["slug", "frozen_at", "frozen_because"]
        read_only_fields = fields


class BreaksMixin:
    """`consequences`, for who may stop an agreement: nothing is written."""

    request: ApiRequest
    get_object: Any

    @extend_schema(responses=EffectsSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def consequences(self, request: ApiRequest, slug: str) -> Response:
        """Everything that would break if it allowed nothing more."""
        thing = self.get_object()
        if isinstance(thing, Agreement):
            require(request.actor, "suspend", thing)
            cut = Cut(agreement=thing)
        else:
            require(request.actor, "freeze", thing.asset)
            cut = Cut(asset=thing.asset)
        return Response(EffectsSerializer(consequences_of(cut, request.actor), many=True).data)


class FreezesMixin(BreaksMixin):
    """`freeze` and `unfreeze`, for datasets and models."""

    @extend_schema(request=WhySerializer, responses=FrozenSerializer)
    @action(detail=True, methods=["post"], parser_classes=[JSONParser])
    def freeze(self, request: ApiRequest, slug: str) -> Response:
        """Stop everything with it under all agreements, at once."""
        return Response(FrozenSerializer(freeze_asset(self._asset(), by=request.actor, reason=_why(request))).data)

    @extend_schema(request=WhySerializer, responses=FrozenSerializer)
    @action(detail=True, methods=["post"], parser_classes=[JSONParser])
    def unfreeze(self, request: ApiRequest, slug: str) -> Response:
        """Let agreements hold for it again."""
        return Response(FrozenSerializer(unfreeze_asset(self._asset(), by=request.actor, reason=_why(request))).data)

    def _asset(self) -> Asset:
        asset: Asset = self.get_object().asset
        return asset


def _why(request: ApiRequest) -> str:
    asked = WhySerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return str(asked.validated_data["reason"])
