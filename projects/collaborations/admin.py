"""Projects, for reviewers to read: what an agreement is for, with whom, and who has confirmed it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import agreements.admin  # noqa: F401  # its lists come first in the desk's bar, and the first is the desk's front page
from agreements.desk.lists import DeskList
from agreements.models import Agreement
from agreements.policy import overseen, visible
from collaborations.confirmations import confirmations_of
from collaborations.models import Project
from collaborations.purposes import label_of, words_of
from collaborations.team import team_of
from organizations.requests import actor_of


@admin.register(Project)
class ProjectList(DeskList):
    """What agreements are made for. Its parties change it on their own pages; nothing is changed here."""

    place = gettext_lazy("Projects")
    list_display = ("project", "who", "purpose", "confirmed")
    search_fields = ("undertaking__name", "undertaking__organizations__name")
    ordering = ("-pk",)

    def has_view_permission(self, request: HttpRequest, _row: Project | None = None) -> bool:
        """Reviewers; which rows, the policy says."""
        return actor_of(request).is_reviewer

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        """Those that agreements were made for which this reviewer may see."""
        rows = Project.objects.told().prefetch_related("undertaking__confirmations")
        return overseen(actor_of(request), rows)

    @admin.display(description=gettext_lazy("project"))
    def project(self, project: Project) -> SafeString:
        """Its name, leading to its page."""
        url = reverse("admin:collaborations_project_look", args=[project.undertaking.slug])
        return format_html('<a href="{}">{}</a>', url, project)

    @admin.display(description=gettext_lazy("parties"))
    def who(self, project: Project) -> str:
        """By name."""
        return ", ".join(sorted(party.organization.name for party in project.undertaking.parties.all()))

    @admin.display(description=gettext_lazy("purpose"))
    def purpose(self, project: Project) -> str:
        """In words."""
        purpose = project.undertaking.purpose
        words = [label_of(code) for code in purpose.codes]
        return "; ".join([*words, _("commercial")] if purpose.commercial else words)

    @admin.display(description=gettext_lazy("confirmed by"))
    def confirmed(self, project: Project) -> str:
        """How many of the parties have confirmed purpose, parties and team as they stand."""
        undertaking = project.undertaking
        now = (undertaking.purpose_id, undertaking.revision)
        given = sum((each.purpose_id, each.revision) == now for each in undertaking.confirmations.all())
        return _("%(count)d of %(all)d") % {"count": given, "all": len(undertaking.parties.all())}

    def pages(self) -> list[URLPattern]:
        """The page of one."""
        return [path("<slug:slug>/", self.admin_site.admin_view(self.look), name="collaborations_project_look")]

    def look(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One project: purpose, parties, team, confirmations and the agreements made for it."""
        project = get_object_or_404(self.get_queryset(request), undertaking__slug=slug)
        undertaking = project.undertaking
        about_it = Agreement.objects.filter(current_version__terms__purposes__project=slug).order_by("title", "id")
        context = {
            **self.admin_site.each_context(request),
            "project": project,
            "purpose": words_of(undertaking.purpose),
            "confirmations": confirmations_of(undertaking),
            "team": team_of(undertaking),
            "agreements": visible(actor_of(request), about_it, "discover"),
        }
        return TemplateResponse(request, "admin/collaborations/project.html", context)
