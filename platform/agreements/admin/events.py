"""What was recorded about the platform, for the operator's staff to read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.desk.lists import DeskList
from agreements.policy import visible
from agreements.telling import deed_in_words
from audit.models import Event
from organizations.requests import actor_of


@admin.register(Event)
class EventList(DeskList):
    """The part of the audit that concerns the platform."""

    place = _("Audit")
    list_display = ("at", "actor_name", "organization_name", "deed", "object_name")
    search_fields = ("actor_name", "organization_name", "verb", "object_name")
    ordering = ("-uid",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """What concerns the platform, and the operator's own."""
        return visible(actor_of(request), super().get_queryset(request), "discover")

    @admin.display(description=_("deed"))
    def deed(self, event: Event) -> str:
        """The deed in words."""
        return deed_in_words(event.verb)
