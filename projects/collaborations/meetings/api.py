"""Meetings of a project in the API."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from agreements.policy import require
from collaborations.meetings import services
from collaborations.meetings.models import AgendaItem, Attendance, Meeting, MeetingAction, Minutes
from collaborations.meetings.told import people_of
from collaborations.planning_api import OfProjectViewSet
from organizations.requests import ApiRequest

LOCAL = "%Y-%m-%dT%H:%M"


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    """What a list says of a meeting."""

    title = serializers.CharField(source="series.title")
    timezone = serializers.CharField(source="series.timezone")
    rule = serializers.CharField(source="series.rule")
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Meeting
        fields = ["uid", "title", "starts_at", "ends_at", "timezone", "rule", "place", "called_off_at", "page"]
        read_only_fields = fields


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody of the team."""

    person = serializers.UUIDField(source="user.uid")
    name = serializers.CharField(source="user")
    organization = serializers.SlugField(source="organization.slug")
    answer = serializers.CharField()
    was_present = serializers.BooleanField()


class AgendaItemSerializer(serializers.ModelSerializer[AgendaItem]):
    """Something to talk about."""

    added_by = serializers.CharField(read_only=True)

    class Meta:
        model = AgendaItem
        fields = ["uid", "words", "added_by"]
        read_only_fields = ["uid", "added_by"]


class MinutesSerializer(serializers.ModelSerializer[Minutes]):
    """A version of the minutes; the highest number counts."""

    written_by = serializers.CharField()

    class Meta:
        model = Minutes
        fields = ["number", "text", "written_by", "written_at"]
        read_only_fields = fields


class MeetingActionSerializer(serializers.ModelSerializer[MeetingAction]):
    """What somebody is to do."""

    person = serializers.UUIDField(source="person.uid")

    class Meta:
        model = MeetingAction
        fields = ["uid", "words", "person", "due_on"]
        read_only_fields = fields


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with its people and all that is written down about it."""

    people = serializers.SerializerMethodField()
    agenda = AgendaItemSerializer(many=True)
    minutes = MinutesSerializer(many=True)
    actions = MeetingActionSerializer(many=True)

    class Meta(MeetingSerializer.Meta):
        fields = [*MeetingSerializer.Meta.fields, "people", "agenda", "minutes", "actions"]
        read_only_fields = fields

    @extend_schema(responses=PersonSerializer(many=True))
    def get_people(self, meeting: Meeting) -> list[dict[str, Any]]:
        """Everybody of the team."""
        return list(PersonSerializer(people_of(meeting), many=True).data)


class MoveSerializer(serializers.Serializer[Any]):
    """When it begins, by the clock of its time zone; how long it takes, and where it is."""

    starts = serializers.DateTimeField(
        default_timezone=None, input_formats=[LOCAL], help_text="Such as 2026-11-26T10:00, without an offset."
    )
    minutes = serializers.IntegerField(min_value=1, max_value=1440)
    place = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class PlanSerializer(MoveSerializer):
    """A meeting, or with a rule a series of them."""

    title = serializers.CharField(max_length=200)
    timezone = serializers.CharField(source="zone", max_length=60, help_text="Such as Europe/Berlin.")
    rule = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True, help_text="Such as FREQ=WEEKLY;INTERVAL=2."
    )
    until = serializers.DateField(required=False, default=None, allow_null=True, help_text="The last day of a series.")


class CallOffSerializer(serializers.Serializer[Any]):
    """`with_later`: those after it in its series as well."""

    with_later = serializers.BooleanField(required=False, default=False)


class AnswerMeetingSerializer(serializers.Serializer[Any]):
    """Whether one comes."""

    answer = serializers.ChoiceField(choices=Attendance.Answer.choices)


class PresenceSerializer(serializers.Serializer[Any]):
    """Who was there, by their identifiers; all others were not."""

    people = serializers.ListField(child=serializers.UUIDField())


class WriteMinutesSerializer(serializers.Serializer[Any]):
    """Minutes in Markdown; `after` is the number of the version that was read, 0 for none."""

    text = serializers.CharField(max_length=50_000)
    after = serializers.IntegerField(min_value=0)


class NoteActionSerializer(serializers.Serializer[Any]):
    """What somebody of the team is to do."""

    words = serializers.CharField(max_length=300)
    person = serializers.UUIDField()
    due_on = serializers.DateField(required=False, default=None, allow_null=True)


class MeetingViewSet(OfProjectViewSet[Meeting], ListModelMixin, RetrieveModelMixin):
    """The meetings of a project, the first in front."""

    rows = Meeting.objects.select_related("series__project__undertaking")
    of_project = "series__project"

    def get_queryset(self) -> QuerySet[Meeting]:
        """The meetings; of one also what a list does not tell."""
        rows = super().get_queryset()
        if self.action == "list":
            return rows
        return rows.prefetch_related("agenda__added_by", "minutes__written_by", "actions__person")

    def get_serializer_class(self) -> type[MeetingSerializer]:
        """The list is short, the one is whole."""
        return MeetingSerializer if self.action == "list" else MeetingDetailSerializer

    @extend_schema(request=PlanSerializer, responses={201: MeetingDetailSerializer})
    def create(self, request: ApiRequest, slug: str) -> Response:
        """Plan a meeting or a series, and invite the team; the answer is the first."""
        project = self.to_plan()
        made = services.plan_meetings(project, **self.asked(PlanSerializer), by=request.actor)
        place = reverse("api:project-meeting-detail", args=[slug, made.uid])
        return Response(self._told(made), status=status.HTTP_201_CREATED, headers={"Location": place})

    @extend_schema(request=MoveSerializer, responses=MeetingDetailSerializer)
    def update(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Let this one begin at another time, take longer or shorter, or be elsewhere."""
        found = self.row_to_plan()
        return Response(self._told(services.move_meeting(found, **self.asked(MoveSerializer), by=request.actor)))

    @extend_schema(request=CallOffSerializer, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="call-off")
    def call_off(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Say that it does not take place."""
        services.call_off(self.row_to_plan(), **self.asked(CallOffSerializer), by=request.actor)
        return self._as_it_is()

    @extend_schema(request=AnswerMeetingSerializer, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Say whether one comes."""
        services.answer_meeting(self._to_attend(), **self.asked(AnswerMeetingSerializer), by=request.actor)
        return self._as_it_is()

    @extend_schema(request=PresenceSerializer, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["put"])
    def presence(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Say who was there."""
        services.note_presence(self.row_to_plan(), **self.asked(PresenceSerializer), by=request.actor)
        return self._as_it_is()

    @extend_schema(request=AgendaItemSerializer, responses={201: MeetingDetailSerializer})
    @action(detail=True, methods=["post"])
    def agenda(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Put something on the agenda."""
        services.add_agenda_item(self._to_attend(), **self.asked(AgendaItemSerializer), by=request.actor)
        return self._as_it_is(status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    @action(detail=True, methods=["delete"], url_path="agenda/<uuid:item>")
    def agenda_item(self, request: ApiRequest, slug: str, uid: UUID, item: UUID) -> Response:
        """Take something off the agenda."""
        services.drop_agenda_item(get_object_or_404(self.row_to_plan().agenda.all(), uid=item), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=WriteMinutesSerializer, responses={201: MeetingDetailSerializer})
    @action(detail=True, methods=["post"])
    def minutes(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Write the minutes, or a new version of them."""
        services.write_minutes(self.row_to_plan(), **self.asked(WriteMinutesSerializer), by=request.actor)
        return self._as_it_is(status.HTTP_201_CREATED)

    @extend_schema(request=NoteActionSerializer, responses={201: MeetingDetailSerializer})
    @action(detail=True, methods=["post"])
    def actions(self, request: ApiRequest, slug: str, uid: UUID) -> Response:
        """Note what somebody is to do."""
        services.note_action(self.row_to_plan(), **self.asked(NoteActionSerializer), by=request.actor)
        return self._as_it_is(status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    @action(detail=True, methods=["delete"], url_path="actions/<uuid:noted>")
    def action_of_meeting(self, request: ApiRequest, slug: str, uid: UUID, noted: UUID) -> Response:
        """Take an action away that was noted by mistake."""
        services.drop_action(get_object_or_404(self.row_to_plan().actions.all(), uid=noted), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _to_attend(self) -> Meeting:
        found: Meeting = self.get_object()
        require(self.request.actor, "attend", found)
        return found

    def _as_it_is(self, code: int = 200) -> Response:
        return Response(self._told(self.get_object()), status=code)

    def _told(self, meeting: Meeting) -> Any:
        return MeetingDetailSerializer(meeting).data
