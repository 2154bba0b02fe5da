"""Duties and compliance reviews, for reviewers to read: the parties themselves fulfil, answer, find and close."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agreements.desk.lists import DeskList
from agreements.keeping.holdings import held_for
from agreements.keeping.sets import DutyState
from agreements.models import ComplianceReview, Duty, Finding
from agreements.pages.compliance import page_of_compliance
from agreements.pages.obligations import told_duty
from agreements.policy import visible
from agreements.services.duties import sha256_of
from organizations.requests import actor_of


class DutyStateFilter(admin.SimpleListFilter):
    """Where a duty stands at this moment."""

    title = _("state")
    parameter_name = "stands"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        """As the pages call them."""
        return list(DutyState.choices)

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The duties that stand there; all, unless asked."""
        return queryset.filter(stands=self.value()) if self.value() else queryset


@admin.register(Duty)
class DutyList(DeskList):
    """What has to be deleted, by whom and until when."""

    place = _("Duties")
    list_display = ("what", "owed_by", "agreement", "standing", "until")
    list_filter = (DutyStateFilter, "kind")
    search_fields = ("agreement__title", "organization__name", "asset__name")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Duty]:
        """Of the agreements that this reviewer may see, as they stand now."""
        return visible(actor_of(request), Duty.objects.told(), "discover")

    @admin.display(description=_("duty"))
    def what(self, duty: Duty) -> SafeString:
        """What has to be deleted, leading to its page."""
        url = reverse("admin:agreements_duty_look", args=[duty.uid])
        said = render_to_string("agreements/duties/what.html", {"duty": duty}).strip()
        return format_html('<a href="{}">{}</a>', url, said)

    @admin.display(description=_("owed by"))
    def owed_by(self, duty: Duty) -> str:
        """Who has to."""
        return duty.organization.name

    @admin.display(description=_("state"))
    def standing(self, duty: Duty) -> SafeString:
        """Its state as word, shape and colour."""
        return render_to_string("admin/agreements/keeping/standing.html", {"told": told_duty(duty, None)})

    @admin.display(description=_("until"))
    def until(self, duty: Duty) -> SafeString:
        """The last day; before the agreement's end is known, how long after it."""
        return render_to_string("admin/agreements/keeping/until.html", {"duty": duty})

    def pages(self) -> list[URLPattern]:
        """The page of one."""
        return [path("<uuid:uid>/", self.admin_site.admin_view(self.look), name="agreements_duty_look")]

    def look(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """One duty: what is kept of it here, or the certificate."""
        duty = get_object_or_404(self.get_queryset(request), uid=uid)
        context = {
            **self.admin_site.each_context(request),
            "duty": duty,
            "told": told_duty(duty, actor_of(request)),
            "held": [] if duty.fulfilled_at else held_for(duty),
            "sha256": sha256_of(duty) if duty.certificate else "",
        }
        return TemplateResponse(request, "admin/agreements/keeping/duty.html", context)


class ReviewStateFilter(admin.SimpleListFilter):
    """How far a compliance review is."""

    title = _("state")
    parameter_name = "stands"
    UNDER_WAY, CONCLUDED, FINDINGS = "under-way", "concluded", "findings"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        """Under way, concluded, and with something found that isn't closed."""
        return [
            (self.UNDER_WAY, _("under way")),
            (self.CONCLUDED, _("concluded")),
            (self.FINDINGS, _("with open findings")),
        ]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[ComplianceReview]) -> QuerySet[ComplianceReview]:
        """The reviews that stand so; all, unless asked."""
        if self.value() == self.FINDINGS:
            return queryset.filter(Exists(Finding.objects.filter(review=OuterRef("pk"), closed_at=None)))
        if self.value() in {self.UNDER_WAY, self.CONCLUDED}:
            return queryset.filter(concluded_at__isnull=self.value() == self.UNDER_WAY)
        return queryset


@admin.register(ComplianceReview)
class ComplianceList(DeskList):
    """How agreements were kept, as their parties said."""

    place = _("Compliance")
    list_display = ("reviewed", "opened_for", "opened_on", "standing")
    list_filter = (ReviewStateFilter,)
    search_fields = ("agreement__title", "opened_for__name")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ComplianceReview]:
        """Of the agreements that this reviewer may see."""
        rows = ComplianceReview.objects.select_related("agreement", "opened_by", "opened_for", "concluded_by")
        return visible(actor_of(request), rows, "discover")

    @admin.display(description=_("agreement"))
    def reviewed(self, review: ComplianceReview) -> SafeString:
        """The agreement's title, leading to the review's page."""
        url = reverse("admin:agreements_compliancereview_look", args=[review.uid])
        return format_html('<a href="{}">{}</a>', url, review.agreement.title)

    @admin.display(description=_("opened"))
    def opened_on(self, review: ComplianceReview) -> SafeString:
        """The day."""
        return render_to_string("admin/agreements/keeping/opened.html", {"review": review})

    @admin.display(description=_("state"))
    def standing(self, review: ComplianceReview) -> SafeString:
        """Under way or concluded, as word, shape and colour."""
        return render_to_string("admin/agreements/keeping/review_standing.html", {"review": review})

    def pages(self) -> list[URLPattern]:
        """The page of one."""
        return [path("<uuid:uid>/", self.admin_site.admin_view(self.look), name="agreements_compliancereview_look")]

    def look(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """One review with its evidence, answers and findings."""
        review = get_object_or_404(self.get_queryset(request), uid=uid)
        context = {**self.admin_site.each_context(request), **page_of_compliance(review, actor_of(request))}
        return TemplateResponse(request, "admin/agreements/keeping/review.html", context)
