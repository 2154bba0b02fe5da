"""Organizations, and the deeds of staff that let them take part, or say why not."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from agreements.desk.lists import DeskList
from organizations.forms.organizations import ReasonForm
from organizations.gate import may
from organizations.models import Organization, Role
from organizations.people import people_of
from organizations.requests import actor_of
from organizations.services import prove_domain, reject_organization, verify_organization


@admin.register(Organization)
class OrganizationList(DeskList):
    """All organizations; staff look at each and verify it."""

    place = gettext_lazy("Organizations")
    change_list_template = "admin/organizations/organization/change_list.html"
    list_display = ("called", "sort", "country", "created_at", "standing")
    list_filter = ("kind",)
    search_fields = ("name", "slug", "domains__name")
    ordering = ("name",)

    @admin.display(description=gettext_lazy("name"))
    def called(self, organization: Organization) -> SafeString:
        """Its name, leading to what there is to check."""
        return format_html('<a href="{}">{}</a>', look_url(organization), organization)

    @admin.display(description=gettext_lazy("kind"))
    def sort(self, organization: Organization) -> str:
        """What it is."""
        return organization.sort

    @admin.display(description=gettext_lazy("state"))
    def standing(self, organization: Organization) -> SafeString:
        """Verified, or the button that does it."""
        return render_to_string("admin/organizations/organization/standing.html", {"organization": organization})

    def pages(self) -> list[URLPattern]:
        """The page of one, and the deeds' addresses."""
        deeds = {"verify": self.verify, "reject": self.reject, "prove": self.prove}
        door = self.admin_site.admin_view
        return [
            path("<slug:slug>/", door(self.look), name="organizations_organization_look"),
            *(
                path(f"<slug:slug>/{name}/", door(require_POST(deed)), name=f"organizations_organization_{name}")
                for name, deed in deeds.items()
            ),
        ]

    def look(self, request: HttpRequest, slug: str) -> HttpResponse:
        """What an organization says of itself, for staff to compare with what is known."""
        return self._look(request, get_object_or_404(Organization, slug=slug), ReasonForm())

    def verify(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Let an organization take part."""
        found = get_object_or_404(Organization, slug=slug)
        try:
            organization = verify_organization(found, by=actor_of(request))
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
            return redirect(look_url(found))
        messages.success(request, _("%(organization)s may take part now.") % {"organization": organization})
        return redirect("admin:organizations_organization_changelist")

    def reject(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Say why it can't take part as it stands."""
        found = get_object_or_404(Organization, slug=slug)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._look(request, found, form)
        try:
            reject_organization(found, reason=form.cleaned_data["reason"], by=actor_of(request))
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            messages.success(request, _("The owners of %(organization)s read your reason.") % {"organization": found})
        return redirect(look_url(found))

    def prove(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Confirm one of its mail domains."""
        found = get_object_or_404(Organization, slug=slug)
        domain = get_object_or_404(found.domains, name=request.POST.get("name", ""))
        try:
            prove_domain(domain, by=actor_of(request))
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        return redirect(look_url(found))

    def _look(self, request: HttpRequest, organization: Organization, form: ReasonForm) -> HttpResponse:
        owners = [person.user for person in people_of(organization) if Role.OWNER in person.roles]
        context = {
            **self.admin_site.each_context(request),
            "organization": organization,
            "domains": organization.domains.told(),
            "owners": owners,
            "form": form,
            "may_verify": may(actor_of(request), "verify", organization),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/organizations/organization/look.html", context, status=status)


def look_url(organization: Organization) -> str:
    """The page of the desk on which staff look at an organization."""
    return reverse("admin:organizations_organization_look", args=[organization.slug])
