"""Everything that was recorded, for the operator's staff to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.desk.lists import DeskList
from agreements.telling import deed_in_words
from audit.models import Event


@admin.register(Event)
class EventList(DeskList):
    """The audit of all organizations."""

    place = _("Audit")
    list_display = ("at", "actor_name", "organization_name", "deed", "object_name")
    search_fields = ("actor_name", "organization_name", "verb", "object_name")
    ordering = ("-id",)

    @admin.display(description=_("deed"))
    def deed(self, event: Event) -> str:
        """The deed in words."""
        return deed_in_words(event.verb)
