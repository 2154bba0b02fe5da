"""Files on their way in, in the API: where they stand, what was seen of them, and the word that brings them in."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.policy import require
from catalog.correcting import check_whole, corrected, is_read_otherwise
from catalog.draft_words import why_failed
from catalog.fault_words import tell
from catalog.formats.sharing import ROLE
from catalog.models import Ingestion
from catalog.services.ingestions import confirm_ingestion, leave_ingestion, look_again
from catalog.splitting import ALIKE
from organizations.requests import ApiRequest


class ColumnSerializer(serializers.Serializer[Any]):
    """What a column is, and what it is for."""

    name = serializers.CharField(trim_whitespace=False)
    kind = serializers.CharField(required=False)
    role = serializers.CharField(required=False, allow_blank=True)


class SplitSerializer(serializers.Serializer[Any]):
    """Train, validation and test: as a column says where `way` is empty, or made here."""

    way = serializers.ChoiceField(["", *ROLE, "random"], required=False)
    validation = serializers.FloatField(required=False, help_text="A share of the rows, as 0.1.")
    test = serializers.FloatField(required=False, help_text="A share of the rows, as 0.1.")
    seed = serializers.IntegerField(required=False, help_text="The same seed makes the same parts.")
    alike = serializers.ChoiceField(
        list(ALIKE), required=False, help_text="What becomes of rows that are nearly the same but in two parts."
    )


class CorrectionSerializer(serializers.Serializer[Any]):
    """What was guessed wrongly; all else stays as it was guessed."""

    shape = serializers.CharField(required=False)
    encoding = serializers.CharField(required=False)
    delimiter = serializers.CharField(required=False, trim_whitespace=False)
    header = serializers.BooleanField(required=False, help_text="Whether the first line names the columns.")
    columns = ColumnSerializer(many=True, required=False)
    split = SplitSerializer(required=False)


class GuessSerializer(CorrectionSerializer):
    """What the file looks like."""

    format = serializers.CharField()


class IngestionSerializer(serializers.ModelSerializer[Ingestion]):
    """Where a file stands on its way to a version, for the person who brought it."""

    state = serializers.ChoiceField(
        ["looking", "draft", "bringing", "done", "faulty", "failed", "refused"],
        help_text="`draft` waits to be confirmed; `faulty` says why in `faults`, to be corrected if there is a guess.",
    )
    done = serializers.SerializerMethodField(help_text="How much of it is read, from 0 to 1, while it is brought in.")
    guess = serializers.SerializerMethodField()
    first_rows = serializers.JSONField(source="head")
    faults = serializers.SerializerMethodField()
    dataset = serializers.SerializerMethodField(
        help_text="The address of the dataset: to be its next version, or done."
    )
    version = serializers.SerializerMethodField(help_text="The number of the version that it has become.")

    class Meta:
        model = Ingestion
        fields = ["uid", "name", "state", "done", "guess", "first_rows", "faults", "dataset", "version", "created_at"]
        read_only_fields = fields

    def get_done(self, draft: Ingestion) -> float:
        """By what the worker says."""
        return 1.0 if draft.version_id else float(draft.item.progress.get("done", 0))

    @extend_schema_field(GuessSerializer(allow_null=True))
    def get_guess(self, draft: Ingestion) -> dict[str, Any] | None:
        """Null before the file was looked at."""
        guess = draft.guessed
        if guess is None:
            return None
        columns = [asdict(column) for column in guess.columns]
        return {
            "format": guess.format,
            "shape": guess.shape,
            "encoding": guess.encoding,
            "delimiter": guess.dialect.get("delimiter", ""),
            "header": guess.dialect.get("header", False),
            "columns": columns,
            "split": asdict(guess.split),
        }

    def get_faults(self, draft: Ingestion) -> list[str]:
        """What is wrong, by file, row and column, and what to do."""
        return [tell(fault) for fault in draft.found_faults] or ([why_failed(draft)] if draft.state == "failed" else [])

    def get_dataset(self, draft: Ingestion) -> str | None:
        """Null while it is to be a new one."""
        dataset = draft.version.dataset if draft.version else draft.dataset
        return dataset.asset.slug if dataset else None

    def get_version(self, draft: Ingestion) -> int | None:
        """Null before."""
        return draft.version.version.number if draft.version else None


class IngestionViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Ingestion]):
    """What one has brought oneself, for the organization acted for; nobody else sees it."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    serializer_class = IngestionSerializer
    queryset = Ingestion.objects.none()

    def get_queryset(self) -> Any:
        """The newest first."""
        return Ingestion.objects.begun_by(self.request.actor).order_by("-pk")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """For who may bring something; a token, with the scope `data`."""
        require(self.request.actor, "add_asset", self.request.actor.organization)
        return super().list(request, *args, **kwargs)

    def get_object(self) -> Ingestion:
        """For who may bring something still; it quotes rows."""
        draft = super().get_object()
        require(self.request.actor, "add_asset", draft.organization)
        return draft

    @extend_schema(request=CorrectionSerializer, responses={202: IngestionSerializer})
    @action(detail=True, methods=["post"])
    def confirm(self, request: ApiRequest, uid: str) -> Response:
        """Bring it in as it was guessed, with what is corrected here.

        With another encoding or delimiter it is looked at anew first, and waits to be confirmed again.
        """
        draft = self.get_object()
        asked = CorrectionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        before = draft.guessed
        if before is None or not draft.awaits_word:
            raise serializers.ValidationError("It waits for no confirmation: it is being worked on, or done.")
        guess = corrected(before, asked.validated_data)
        if is_read_otherwise(before, guess):
            draft = look_again(draft, guess, by=request.actor)
        else:
            check_whole(guess)
            draft = confirm_ingestion(draft, guess, by=request.actor)
        return Response(IngestionSerializer(draft).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, uid: str) -> Response:
        """Throw it away, with its upload."""
        leave_ingestion(self.get_object(), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
