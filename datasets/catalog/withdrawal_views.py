"""Pages on which rows are withdrawn from a dataset, and on which it is told what came of it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agreements.keeping.consequences import Cut, consequences_of
from agreements.policy import require, visible
from catalog.forms.withdrawing import WithdrawalForm
from catalog.making_words import why_failed
from catalog.models import Dataset, RowWithdrawal
from catalog.services.withdrawals import sha256_of, withdraw_rows
from organizations.actor import Actor
from organizations.requests import ActingRequest

MOST_SHOWN = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal_new(request: ActingRequest, slug: str) -> HttpResponse:
    """Say which rows are withdrawn, after a look at what that closes."""
    dataset = find_to_withdraw(slug, by=request.actor)
    latest = dataset.latest
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = WithdrawalForm(*sent, version=latest)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("column", "keys", "reason", "deletes")}
        try:
            return redirect(withdraw_rows(dataset, **told, by=request.actor))
        except ValidationError as error:
            for name, said in error.message_dict.items():
                form.add_error(name, said)
    cut = Cut(asset=dataset.asset, before=latest.version.number + 1)
    broken = consequences_of(cut, request.actor)
    earlier = withdrawals_of(dataset)[:MOST_SHOWN]
    context = {"dataset": dataset, "latest": latest, "form": form, "broken": broken, "earlier": earlier}
    return render(request, "catalog/withdrawal_new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def withdrawal_page(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """A withdrawal: where it stands, what was closed and deleted, and what became of what was made of the rows."""
    withdrawal = find_withdrawal(slug, uid, by=request.actor)
    dataset = withdrawal.version.dataset
    made = withdrawal.made
    cut = Cut(asset=dataset.asset, before=made.version.number) if made else None
    context = {
        "withdrawal": withdrawal,
        "dataset": dataset,
        "made": made,
        "certificate": withdrawal.certificate,
        "sha256": sha256_of(withdrawal) if withdrawal.certificate else "",
        "made_of_them": consequences_of(cut, request.actor) if cut else [],
        "why": why_failed(withdrawal.item, request.actor),
    }
    return render(request, "catalog/withdrawal.html", context)


def withdrawals_of(dataset: Dataset) -> "QuerySet[RowWithdrawal]":
    """All of a dataset, the newest first."""
    told = RowWithdrawal.objects.select_related("item", "made__version", "version__version__asset", "asked_by")
    return told.filter(version__version__asset=dataset.asset)


def find_to_withdraw(slug: str, *, by: Actor) -> Dataset:
    """The dataset at the address `slug`, for a steward of its owner; a 404 for who may not know of it.

    Raises NotAllowed: `by` may know of the dataset, and is no steward of its owner.
    """
    dataset: Dataset = get_object_or_404(visible(by, Dataset.objects.told(), "discover"), asset__slug=slug)
    require(by, "withdraw_rows", dataset.asset)
    return dataset


def find_withdrawal(slug: str, uid: UUID, *, by: Actor) -> RowWithdrawal:
    """That withdrawal of rows from the dataset; raises as `find_to_withdraw`."""
    told = RowWithdrawal.objects.select_related(
        "item", "asked_by", "made__version__asset", "version__version__asset__owner", "version__version__asset__dataset"
    )
    return get_object_or_404(told, version__version__asset=find_to_withdraw(slug, by=by).asset, uid=uid)
