"""The site behind the review desk's door."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.desk.lists import DeskList
from organizations.requests import actor_of


class ReviewDesk(AdminSite):
    """Open to reviewers and staff while they act for the operator, and have a second factor."""

    site_header = site_title = index_title = gettext_lazy("Review desk")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the door opens."""
        return bool(request.user.is_active and actor_of(request).opens_desk and is_mfa_enabled(request.user))

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take the desk's own lists only: pages that edit rows, which other apps would bring, have no place here."""
        if admin_class is not None and issubclass(admin_class, DeskList):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one way to sign in; who is signed in already, and stands here, may not enter."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("The review desk is open to reviewers and staff acting for the platform itself."))
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), resolve_url("account_login"))

    def logout(  # type: ignore[override]  # a redirection is no template's response
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one way to sign out."""
        return redirect("account_logout")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one place to change a password."""
        return redirect("account_change_password")

    def index(  # type: ignore[override]  # a redirection is no template's response
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The first of the places that one's roles open."""
        return redirect(self.places(request)[0]["url"])

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Apps are no places here."""
        return redirect("admin:index")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The context of every page of the desk, with the places of its bar."""
        return {**super().each_context(request), "desk_places": self.places(request)}

    def places(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The lists that one's roles open, with the one that is open marked."""
        opened = [listed for listed in self._registry.values() if listed.has_view_permission(request)]
        urls = [reverse(f"admin:{one.opts.app_label}_{one.opts.model_name}_changelist") for one in opened]
        return [
            {"url": url, "word": listed.place, "current": request.path.startswith(url)}
            for listed, url in zip(opened, urls, strict=True)
            if isinstance(listed, DeskList)
        ]
