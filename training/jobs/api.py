"""Jobs by API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.policy import visible
from jobs.asking import (
    CancelledSerializer,
    CancelManySerializer,
    PauseSerializer,
    PrioritySerializer,
    SubmitSerializer,
)
from jobs.explaining import explain, places_of
from jobs.models import Job
from jobs.priorities import name_of
from jobs.services import cancel_job, cancel_jobs, change_priority, pause_job, resume_job, retry_job, submit_job
from jobs.trials import ranked
from organizations.requests import ApiRequest
from work.models import State
from work.services.waiting import Position

LINES_AT_ONCE = 500
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The same key again gives the same job, however often it is sent.",
)
AFTER = OpenApiParameter("after", OpenApiTypes.STR, description="The cursor of the last line that you have.")


class JobListSerializer(serializers.ListSerializer[Any]):
    """The jobs of a page: their places in line are asked for together."""

    child: "JobSerializer"

    def to_representation(self, data: Any) -> Any:
        """As one job, with what is known of all."""
        jobs = list(data)
        self.child.places = places_of(jobs)
        return super().to_representation(jobs)


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job as it stands. `places` are known already in lists."""

    places: Mapping[int, Position] = {}

    uid = serializers.UUIDField(read_only=True)
    project = serializers.SlugField(source="project.undertaking.slug")
    task = serializers.CharField(source="spec.task")
    model = serializers.SlugField(
        source="model_version.version.asset.slug", default=None, help_text="Null: a new model, as the spec says."
    )
    model_version = serializers.IntegerField(source="model_version.version.number", default=None)
    dataset = serializers.SlugField(source="dataset_version.version.asset.slug")
    dataset_version = serializers.IntegerField(source="dataset_version.version.number")
    helpers = serializers.SerializerMethodField()
    organization = serializers.SlugField(source="item.organization.slug")
    submitted_by = serializers.CharField(source="submitted_by.name")
    state = serializers.CharField(source="item.state")
    phase = serializers.CharField(source="item.phase")
    attempt = serializers.IntegerField(source="item.attempt")
    progress = serializers.JSONField(source="item.progress")
    why = serializers.SerializerMethodField()
    paused = serializers.SerializerMethodField()
    priority = serializers.SerializerMethodField()
    memory_gib = serializers.FloatField(source="item.memory_gib")
    takes_places = serializers.IntegerField(source="item.gpus")
    sites = serializers.ListField(child=serializers.CharField(), source="item.sites")
    after = serializers.UUIDField(source="item.after.uid", default=None)
    clone_of = serializers.UUIDField(source="clone_of.item.uid", default=None)
    search = serializers.JSONField()
    trial_of = serializers.SerializerMethodField()
    trials = serializers.SerializerMethodField()
    ahead = serializers.SerializerMethodField()
    estimated_start_at = serializers.SerializerMethodField()
    queued_at = serializers.DateTimeField(source="item.queued_at")
    started_at = serializers.DateTimeField(source="item.started_at")
    finished_at = serializers.DateTimeField(source="item.finished_at")
    tuned_model = serializers.SerializerMethodField()
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Job
        list_serializer_class = JobListSerializer
        fields = [
            "uid",
            "name",
            "state",
            "phase",
            "attempt",
            "progress",
            "why",
            "paused",
            "priority",
            "memory_gib",
            "takes_places",
            "sites",
            "after",
            "from_result",
            "clone_of",
            "search",
            "trial_of",
            "trials",
            "ahead",
            "estimated_start_at",
            "project",
            "task",
            "model",
            "model_version",
            "dataset",
            "dataset_version",
            "helpers",
            "organization",
            "submitted_by",
            "spec",
            "spec_sha256",
            "engine_version",
            "queued_at",
            "started_at",
            "finished_at",
            "tuned_model",
            "page",
        ]
        read_only_fields = fields

    def get_why(self, job: Job) -> dict[str, Any] | None:
        """Why it waits, is held, failed or was refused, and what can be done."""
        why = explain(job, self.context["request"].actor, self._place(job))
        return {"title": why.title, "sentences": why.sentences, "steps": why.steps} if why else None

    def get_paused(self, job: Job) -> dict[str, Any] | None:
        """Who paused it, when and why; null for a job that goes on."""
        item = job.item
        if not item.pause_requested_at or item.has_ended:
            return None
        return {"by": str(item.paused_by), "at": item.pause_requested_at, "note": item.pause_note}

    def get_priority(self, job: Job) -> str:
        """Low, normal or high."""
        return name_of(job.item.priority)

    def get_ahead(self, job: Job) -> int | None:
        """How many jobs are taken before it, counted up to 1,000; null once it is taken."""
        place = self._place(job)
        return place.ahead if place else None

    def get_estimated_start_at(self, job: Job) -> datetime | None:
        """When it should start, as it looks now; null where nobody is there to start it, and once it has started."""
        place = self._place(job)
        return place.starts_at if place else None

    def _place(self, job: Job) -> Position | None:
        """Asked for once: a job alone is as a list of one."""
        if job.item.state == State.QUEUED and job.item_id not in self.places:
            self.places = {**self.places, **places_of([job])}
        return self.places.get(job.item_id)

    def get_helpers(self, job: Job) -> dict[str, str]:
        """What helps beside base and data, by roles: each an asset's address."""
        return {role: version.asset.slug for role, version in job.helping.items()}

    def get_trial_of(self, job: Job) -> str | None:
        """The job that searches; null for one that is no trial."""
        return str(job.trial.search.uid) if job.is_trial else None

    def get_trials(self, job: Job) -> list[dict[str, Any]]:
        """What it tried, the best first: each with its settings, and what the validation rows said of them."""
        return [
            {
                "number": trial.number,
                "settings": trial.settings,
                "job": trial.job and trial.job.uid,
                "state": trial.job and trial.job.item.state,
                "metric": trial.metric,
                "score": trial.score,
                "loss": trial.loss,
                "fault": trial.fault,
            }
            for trial in (ranked(job) if job.search else [])
        ]

    def get_tuned_model(self, job: Job) -> str | None:
        """The slug of the model that came of it."""
        result = getattr(job, "result", None)
        return result.model_version.version.asset.slug if result else None


class LineSerializer(serializers.Serializer[Any]):
    """One line a job said."""

    cursor = serializers.CharField()
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    said = serializers.JSONField()


class JobViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Job]):
    """Fine-tuning jobs."""

    request: ApiRequest
    serializer_class = JobSerializer
    lookup_field = "item__uid"
    lookup_url_kwarg = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        """The jobs of projects in which the actor's organization takes part."""
        jobs = Job.objects.select_related("item") if self.action == "lines" else Job.objects.told()
        if self.action == "list":
            jobs = jobs.wholes()
        return visible(self.request.actor, jobs, "discover")

    @extend_schema(request=SubmitSerializer, responses={201: JobSerializer}, parameters=[KEY])
    def create(self, request: ApiRequest) -> Response:
        """Submit a job."""
        asked = SubmitSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        key = request.headers.get("Idempotency-Key", "")
        job = submit_job(**asked.validated_data, by=request.actor, idempotency_key=key)
        place = {"Location": reverse("api:job-detail", args=[job.uid])}
        return Response(self.get_serializer(job).data, status=status.HTTP_201_CREATED, headers=place)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request: ApiRequest, **_address: Any) -> Response:
        """Cancel a job."""
        return self._told(cancel_job(self.get_object(), by=request.actor))

    @extend_schema(request=CancelManySerializer, responses=CancelledSerializer, operation_id="v1_jobs_cancel_many")
    @action(detail=False, methods=["post"], url_path="cancel", url_name="cancel-many", pagination_class=None)
    def cancel_many(self, request: ApiRequest) -> Response:
        """Cancel many jobs in one transaction; those that were not cancelled are named, each with the reason."""
        asked = CancelManySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted = asked.validated_data["jobs"]
        found = {job.uid: job for job in self.get_queryset().filter(item__uid__in=wanted)}
        left = {one.job.uid: one.why for one in cancel_jobs(found.values(), by=request.actor)}
        left |= {uid: _("There is no such job.") for uid in wanted if uid not in found}
        stopped = [uid for uid in found if uid not in left]
        not_cancelled = [{"job": uid, "why": why} for uid, why in left.items()]
        return Response(CancelledSerializer({"cancelled": stopped, "not_cancelled": not_cancelled}).data)

    @extend_schema(request=PauseSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: ApiRequest, **_address: Any) -> Response:
        """Pause a job: it seals its checkpoint, and holds no place until it is resumed."""
        job, asked = self.get_object(), PauseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._told(pause_job(job, by=request.actor, **asked.validated_data))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def resume(self, request: ApiRequest, **_address: Any) -> Response:
        """Let a paused job go on from its checkpoint."""
        return self._told(resume_job(self.get_object(), by=request.actor))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def retry(self, request: ApiRequest, **_address: Any) -> Response:
        """Have a job that failed tried again, from its checkpoint where a worker has kept it."""
        return self._told(retry_job(self.get_object(), by=request.actor))

    @extend_schema(request=PrioritySerializer)
    @action(detail=True, methods=["post"])
    def priority(self, request: ApiRequest, **_address: Any) -> Response:
        """Let a job go before others or behind them: for compute managers of the organization that it runs for."""
        job, asked = self.get_object(), PrioritySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._told(change_priority(job, by=request.actor, **asked.validated_data))

    def _told(self, job: Job) -> Response:
        return Response(self.get_serializer(job).data)

    @extend_schema(responses={200: LineSerializer(many=True), 304: None}, parameters=[AFTER])
    @action(detail=True, pagination_class=None)
    def lines(self, request: ApiRequest, **_address: Any) -> HttpResponseBase:
        """What the job said after a cursor, oldest first, at most 500 lines at once; 304 for a known `ETag`."""
        job = self.get_object()
        after = request.query_params.get("after", "")
        try:
            lines = list(job.item.lines.after(after)[:LINES_AT_ONCE])
        except ValueError as error:
            raise serializers.ValidationError(
                {"after": [_("This is no cursor of a line. Leave it out to start.")]}
            ) from error
        etag = f'"{after}..{lines[-1].cursor if lines else after}"'  # lines only grow: both ends tell all between
        if unchanged := get_conditional_response(request._request, etag=etag):
            return unchanged
        return Response(LineSerializer([line.told() for line in lines], many=True).data, headers={"ETag": etag})
