"""Withdrawing rows in the API: a steward's of the owner, in a browser's session; no token may."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from catalog.making_words import why_failed
from catalog.models import RowWithdrawal
from catalog.services.withdrawals import MOST_KEYS, sha256_of, withdraw_rows
from catalog.withdrawal_views import find_to_withdraw, find_withdrawal, withdrawals_of
from organizations.requests import ApiRequest


class RowWithdrawalSerializer(serializers.ModelSerializer[RowWithdrawal]):
    """A withdrawal, and where it stands: making, made or failed. The keys themselves are told to nobody."""

    version = serializers.IntegerField(source="version.version.number", help_text="The newest version that had them.")
    made = serializers.IntegerField(source="made.version.number", default=None, help_text="The version without them.")
    state = serializers.CharField()
    why = serializers.SerializerMethodField(help_text="Why it failed.")
    asked_by = serializers.CharField(source="asked_by.name")
    certificate_sha256 = serializers.SerializerMethodField(help_text="Of the certificate's canonical JSON (RFC 8785).")

    class Meta:
        model = RowWithdrawal
        fields = [
            "uid", "version", "column", "asked", "found", "removed", "reason", "deletes", "state", "why", "asked_by",
            "asked_at", "made", "certificate", "certificate_sha256",
        ]  # fmt: skip
        read_only_fields = fields

    def get_why(self, withdrawal: RowWithdrawal) -> list[str]:
        """In sentences."""
        return why_failed(withdrawal.item, self.context["request"].actor)

    def get_certificate_sha256(self, withdrawal: RowWithdrawal) -> str | None:
        """The digest that the audit keeps."""
        return sha256_of(withdrawal) if withdrawal.certificate else None


class WithdrawRowsSerializer(serializers.Serializer[Any]):
    """Which rows are withdrawn, and why."""

    column = serializers.CharField(max_length=500, help_text="Its values name the rows.")
    keys = serializers.ListField(child=serializers.CharField(max_length=500), max_length=MOST_KEYS)
    reason = serializers.CharField(max_length=2000, help_text="Read by who may know of the dataset. Name nobody.")
    deletes = serializers.BooleanField(
        default=True, help_text="Delete the files of earlier versions, with certificate."
    )


class RowWithdrawalsView(APIView):
    """The withdrawals of rows from a dataset."""

    @extend_schema(responses=RowWithdrawalSerializer(many=True))
    def get(self, request: ApiRequest, slug: str) -> Response:
        """All of them, the newest first."""
        dataset = find_to_withdraw(slug, by=request.actor)
        return Response(_told(withdrawals_of(dataset), request, many=True))

    @extend_schema(request=WithdrawRowsSerializer, responses={201: RowWithdrawalSerializer})
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Withdraw rows: a worker makes a version without them, and closes those before it."""
        dataset = find_to_withdraw(slug, by=request.actor)
        asked = WithdrawRowsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(
            _told(withdraw_rows(dataset, **asked.validated_data, by=request.actor), request), status=HTTP_201_CREATED
        )


class RowWithdrawalView(APIView):
    """One withdrawal."""

    @extend_schema(responses=RowWithdrawalSerializer)
    def get(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Where it stands, with the certificate once it is done."""
        return Response(_told(find_withdrawal(slug, uid, by=request.actor), request))


def _told(withdrawal: Any, request: ApiRequest, *, many: bool = False) -> Any:
    return RowWithdrawalSerializer(withdrawal, many=many, context={"request": request}).data
