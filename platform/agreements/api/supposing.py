"""What would this allow? In the API: the page's question and the policy's answer."""

from typing import Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.composing.supposing import WhatIfForm, today
from agreements.models import Agreement, TermsVersion
from agreements.operations import Operation
from agreements.policy import visible
from organizations.requests import ApiRequest


class WhatIfSerializer(serializers.Serializer[Any]):
    """Who would do what with which thing, for what, on which day."""

    person = serializers.UUIDField()
    organization = serializers.SlugField(help_text="The party that the person acts for.")
    kind = serializers.SlugField(help_text="dataset or model")
    asset = serializers.SlugField()
    operation = serializers.ChoiceField(choices=Operation.choices)
    project = serializers.CharField(required=False, default="", allow_blank=True)
    purpose = serializers.CharField(required=False, default="", allow_blank=True, help_text="A code of DUO.")
    commercial = serializers.BooleanField(required=False, default=False)
    on = serializers.DateField(required=False)


class SentenceSerializer(serializers.Serializer[Any]):
    """A reason or an obligation, by its code and in words."""

    code = serializers.CharField()
    sentence = serializers.CharField()


class WouldAllowSerializer(serializers.Serializer[Any]):
    """The answer. A yes without a clause needs no agreement."""

    allowed = serializers.BooleanField()
    clause = serializers.IntegerField(allow_null=True)
    reasons = SentenceSerializer(many=True)
    obligations = SentenceSerializer(many=True)


class WouldAllowView(APIView):
    """Asked of a version before anybody signs it; nothing is granted by asking."""

    @extend_schema(request=WhatIfSerializer, responses=WouldAllowSerializer)
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """What these terms alone would let a person do, by the policy's own rule."""
        found = get_object_or_404(visible(request.actor, Agreement.objects.all(), "discover"), slug=slug)
        shown = visible(request.actor, TermsVersion.objects.select_related("agreement"), "discover")
        version = get_object_or_404(shown, agreement=found, number=number)
        asked = WhatIfSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = WhatIfForm(_as_chosen(asked.validated_data), version=version, reader=request.actor)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        decision = form.answer()
        told = {
            "allowed": decision.allowed,
            "clause": decision.clause,
            "reasons": [{"code": one.code, "sentence": one.sentence(request.actor)} for one in decision.reasons],
            "obligations": [{"code": one.code, "sentence": one.sentence()} for one in decision.obligations],
        }
        return Response(WouldAllowSerializer(told).data)


def _as_chosen(asked: dict[str, Any]) -> dict[str, Any]:
    return asked | {
        "person": f"{asked['person']}/{asked['organization']}",
        "asset": f"{asked['kind']}/{asked['asset']}",
        "on": asked.get("on", today()),
    }
