"""What an organization uses of the machines: its budgets and its monthly statement."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.auditing.exporting import csv_line
from agreements.policy import require
from organizations.finding import find_organization
from organizations.models import Organization
from organizations.requests import ActingRequest
from work.budget_facts import budgets_at
from work.forms import BudgetForm, key_of, values_of
from work.services.limits import SET_OWN, budget_of, owners_for, set_budget
from work.statements import Statement, month_called, statement_of

COLUMNS = ("month", "project", "person", "jobs", "gpu_hours", "price", "currency")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def computing(request: ActingRequest, slug: str) -> HttpResponse:
    """The budgets and one month's statement; the operator's staff and compute managers set budgets here."""
    found = find_organization(request.actor, slug)
    require(request.actor, "see_use", found)
    form = _form(request, found)
    if request.method == "POST" and form and form.is_valid():
        try:
            budget = set_budget(found, form.owner, form.limits, by=request.actor)
        except ValidationError as fault:  # whoever it is has left since the page was read
            form.add_error(None, fault.messages)
        else:
            words = _("The budget of %(whose)s is set.") if budget else _("Nothing limits %(whose)s any more.")
            messages.success(request, words % {"whose": form.owner})
            return redirect("work:computing", found.slug)
    context = {
        "organization": found,
        "statement": statement_of(found, _month(request)),
        "budgets": budgets_at(found),
        "form": form,
        "priced": bool(settings.WORK_GPU_HOUR_PRICE),
        "currency": settings.WORK_CURRENCY,
    }
    return render(request, "work/computing.html", context, status=422 if form and form.errors else 200)


@login_required
@require_safe
def statement(request: ActingRequest, slug: str) -> StreamingHttpResponse:
    """The same statement as a table to keep."""
    found = find_organization(request.actor, slug)
    require(request.actor, "see_use", found)
    month = _month(request)
    name = f"{found.slug}-{month:%Y-%m}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    lines = _csv(statement_of(found, month))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _form(request: ActingRequest, organization: Organization) -> BudgetForm | None:
    """With those whose budgets the reader may set; None where that is nobody."""
    if request.method == "POST":
        require(request.actor, SET_OWN, organization)
    owners = owners_for(request.actor, organization)
    if request.method == "POST":
        return BudgetForm(request.POST, owners=owners)
    if not owners:
        return None
    owner = next((one for one in owners if key_of(one) == request.GET.get("of")), owners[0])
    budget = budget_of(owner)
    return BudgetForm(owners=owners, initial={"of": key_of(owner), **(values_of(budget) if budget else {})})


def _month(request: ActingRequest) -> date:
    try:
        return month_called(request.GET.get("month", ""))
    except ValueError as wrong:
        raise Http404 from wrong


def _csv(told: Statement) -> Iterator[str]:
    yield csv_line(COLUMNS)
    for line in told.lines:
        price = [line.price, settings.WORK_CURRENCY] if settings.WORK_GPU_HOUR_PRICE else ["", ""]
        yield csv_line(
            [f"{told.month:%Y-%m}", line.project, line.person, line.jobs, f"{line.gpu_seconds / 3600:.4f}", *price]
        )
