"""The keys that organizations sign with, for the operator's people to read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.desk.lists import DeskList
from agreements.models import OrganizationKey
from agreements.policy import visible
from organizations.requests import actor_of


@admin.register(OrganizationKey)
class KeyList(DeskList):
    """Fingerprints, who holds the private half, and since when."""

    place = _("Keys")
    list_display = ("organization", "shown", "held", "created_at", "retired_at")
    search_fields = ("organization__name",)
    list_select_related = ("organization",)
    ordering = ("-id",)

    def has_view_permission(self, request: HttpRequest, _row: OrganizationKey | None = None) -> bool:
        """Public halves: everybody whom the desk's door lets in."""
        return actor_of(request).opens_desk

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrganizationKey]:
        """As on the pages."""
        return visible(actor_of(request), super().get_queryset(request), "discover")

    @admin.display(description=_("fingerprint"))
    def shown(self, key: OrganizationKey) -> str:
        """The whole of it: it is compared."""
        return key.fingerprint

    @admin.display(description=_("held here"), boolean=True)
    def held(self, key: OrganizationKey) -> bool:
        """Whether the private half is held here."""
        return key.is_held
