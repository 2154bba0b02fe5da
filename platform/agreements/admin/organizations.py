"""Organizations, and the deed of staff that lets them take part."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from agreements.desk.lists import DeskList
from organizations.models import Organization
from organizations.requests import actor_of
from organizations.services import verify_organization


@admin.register(Organization)
class OrganizationList(DeskList):
    """All organizations; staff verify them."""

    place = gettext_lazy("Organizations")
    change_list_template = "admin/organizations/organization/change_list.html"
    list_display = ("name", "kind", "country", "created_at", "standing")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    ordering = ("name",)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, organization: Organization) -> SafeString:
        """Verified, or the button that does it."""
        return render_to_string("admin/organizations/organization/standing.html", {"organization": organization})

    def pages(self) -> list[URLPattern]:
        """The deed's address."""
        verify = self.admin_site.admin_view(require_POST(self.verify))
        return [path("<slug:slug>/verify/", verify, name="organizations_organization_verify")]

    def verify(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Let an organization take part."""
        organization = verify_organization(get_object_or_404(Organization, slug=slug), by=actor_of(request))
        messages.success(request, _("%(organization)s may take part now.") % {"organization": organization})
        return redirect("admin:organizations_organization_changelist")
