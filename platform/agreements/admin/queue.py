"""The review queue: agreements that wait, the oldest first, and the page on which a reviewer decides."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.checklists import points_for
from agreements.desk.forms import DeskCommentForm, ReviewForm
from agreements.desk.lists import DeskList
from agreements.models import Agreement, Review, State
from agreements.pages.reviewing import page_of_review, waiting
from agreements.policy import visible
from agreements.services.review import review, take_review
from agreements.services.talking import comment_for_staff, comment_on
from agreements.services.versions import current_of
from organizations.actor import Actor
from organizations.requests import actor_of


class WaitingFilter(admin.SimpleListFilter):
    """What waits for a reviewer, or all that reviewers may see."""

    title = gettext_lazy("state")
    parameter_name = "waits"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        """The choices beside the default, which is what waits."""
        return [("all", _("All that were reviewed"))]

    def choices(self, changelist: Any) -> Any:
        """The default has a name of its own."""
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("Waits for a review"),
        }
        yield from list(super().choices(changelist))[1:]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        """What waits, unless all is asked for."""
        return queryset if self.value() == "all" else queryset.filter(state__in=[State.AGREED, State.IN_REVIEW])


@admin.register(Agreement)
class ReviewQueue(DeskList):
    """Agreements in review, and those that reviewers have seen."""

    place = gettext_lazy("Reviews")
    list_display = ("agreement", "standing", "between", "since")
    list_filter = (WaitingFilter,)
    search_fields = ("title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        """What the policy lets this reviewer see."""
        rows = visible(actor_of(request), Agreement.objects.all(), "discover")
        return rows.prefetch_related("parties__organization").order_by("state_changed_at", "id")

    @admin.display(description=gettext_lazy("Agreement"))
    def agreement(self, agreement: Agreement) -> SafeString:
        """Its title, leading to the page on which one decides."""
        return format_html('<a href="{}">{}</a>', review_url(agreement), agreement.title)

    @admin.display(description=gettext_lazy("State"))
    def standing(self, agreement: Agreement) -> SafeString:
        """Its state as word, shape and colour."""
        return render_to_string("admin/agreements/agreement/standing.html", {"agreement": agreement})

    @admin.display(description=gettext_lazy("Parties"))
    def between(self, agreement: Agreement) -> str:
        """The names of the parties."""
        return " · ".join(party.organization.name for party in agreement.parties.all())

    @admin.display(description=gettext_lazy("Since"))
    def since(self, agreement: Agreement) -> SafeString:
        """Since when it stands so."""
        return render_to_string("admin/agreements/agreement/since.html", {"agreement": agreement})

    def pages(self) -> list[URLPattern]:
        """The page on which one decides."""
        page = self.admin_site.admin_view(self.review_page)
        return [path("<slug:slug>/review/", page, name="agreements_agreement_review")]

    def review_page(self, request: HttpRequest, slug: str) -> HttpResponse:
        """An agreement to review: read it, take it, talk about it, decide with a reason."""
        reviewer, agreement = actor_of(request), get_object_or_404(self.get_queryset(request), slug=slug)
        form = ReviewForm(request.POST if "decide" in request.POST else None, points=points_for(agreement))
        comment = DeskCommentForm(request.POST if "comment" in request.POST else None)
        try:
            if "take" in request.POST:
                take_review(agreement, by=reviewer)
                return redirect(review_url(agreement))
            if comment.is_valid():
                _say(agreement, comment.cleaned_data, by=reviewer)
                return redirect(review_url(agreement) + "#talk")
            if form.is_valid() and _decide(agreement, form, by=reviewer):
                messages.success(request, _told(agreement))
                return redirect("admin:agreements_agreement_changelist")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(review_url(agreement))
        context = {
            **self.admin_site.each_context(request),
            **page_of_review(agreement, reviewer, show=request.GET.get("comments", "")),
            "form": form,
            "comment_form": comment,
            "queue": waiting(self.get_queryset(request), reviewer),
        }
        status = 422 if form.errors or comment.errors else 200
        return TemplateResponse(request, "admin/agreements/agreement/review.html", context, status=status)


def _decide(agreement: Agreement, form: ReviewForm, *, by: Actor) -> Review | None:
    """The verdict as it was written; None when a field of the form is to blame, which then says so."""
    given = form.cleaned_data
    try:
        return review(
            agreement,
            given["verdict"],
            reason=given["reason"],
            answers=form.answers(),
            conditions=form.conditions_given(),
            by=by,
        )
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        form.add_error(None, error)
        return None


def _say(agreement: Agreement, given: dict[str, Any], *, by: Actor) -> None:
    if given["readers"] == DeskCommentForm.STAFF:
        comment_for_staff(agreement, given["text"], by=by)
    else:
        comment_on(current_of(agreement), given["text"], by=by, for_reviewers=True)


def _told(agreement: Agreement) -> str:
    agreement.refresh_from_db(fields=["state"])
    if agreement.state == State.IN_REVIEW:
        return _("Your approval is written. A second reviewer decides as well.")
    return _("Your verdict is written; the parties read your reason.")


def review_url(agreement: Agreement) -> str:
    """The page of the desk on which an agreement is reviewed."""
    return reverse("admin:agreements_agreement_review", args=[agreement.slug])
