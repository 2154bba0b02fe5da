"""A list of the desk: rows are shown, never added, changed or deleted; what is done to them is a service."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import Promise


class DeskList(admin.ModelAdmin[Any]):
    """Django's list of a model without its forms. In the bar of the desk it is called `place`."""

    place: str | Promise
    actions = None
    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    sortable_by = ()

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """No."""
        return False

    def has_change_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        """No."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The list and the pages beside it: none of Django's for changing rows, whose addresses count."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        return [path("", self.admin_site.admin_view(self.changelist_view), name=name), *self.pages()]

    def pages(self) -> list[URLPattern]:
        """Addresses beside the list, by slug."""
        return []
