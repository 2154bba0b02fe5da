"""Pages on privacy budgets: asking for a statistic with noise, and what all may spend of a dataset."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.operations import Operation
from agreements.policy import require, visible
from catalog.access import access_to, version_at
from catalog.models import Dataset
from catalog.sight import seen_columns, sight_of
from organizations.requests import ActingRequest
from privacy.budget_forms import LimitForm, StatisticForm
from privacy.ledger import set_limit
from privacy.standing import told_to
from privacy.statistics import Figure, ask


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def statistics_page(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """A question about a column, answered with noise; no row is shown."""
    version = version_at(slug, number, by=request.actor)
    asset, told = version.version, request.GET.get("project", "")
    access = access_to(asset, [Operation.STATISTICS], by=request.actor, project=told)
    yes = require(request.actor, "statistics", asset, project=access.project)
    form = StatisticForm(
        request.POST if request.method == "POST" else None, columns=seen_columns(version, sight_of(version, yes))
    )
    figures: list[Figure] = []
    if request.method == "POST" and form.is_valid():
        try:
            figures = ask(version, form.question(), by=request.actor, project=access.project)
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "version": version,
        "dataset": version.dataset,
        "form": form,
        "figures": figures,
        "ranges": len(figures) > 1,
        "told": told_to(request.actor, asset.asset),
        "access": access,
    }
    return render(request, "privacy/statistics.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def limit(request: ActingRequest, slug: str) -> HttpResponse:
    """Say what all recipients together may spend of a dataset."""
    dataset = get_object_or_404(visible(request.actor, Dataset.objects.told(), "discover"), asset__slug=slug)
    require(request.actor, "limit_budget", dataset.asset)
    form = LimitForm(request.POST)
    try:
        if form.is_valid():
            set_limit(dataset.asset, **form.cleaned_data, by=request.actor)
            messages.success(request, _("The limit is kept."))
        else:
            messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(dataset)
