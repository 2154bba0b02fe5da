"""Public pages of open datasets and models: what they are, for who has no account."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agreements.models import Asset
from agreements.policy import public
from catalog.croissant import MEDIA_TYPE, croissant_of
from catalog.models import Dataset, DatasetVersion
from catalog.telling import tell_columns
from registry.models import Model, ModelVersion

ON_A_PAGE = 50


@require_safe
def open_list(request: HttpRequest) -> HttpResponse:
    """All that is open to all, the newest first."""
    found = public(Asset.objects.select_related("owner")).order_by("-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/open_list.html", {"page": page})


@require_safe
def open_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """An open dataset."""
    version = _newest_dataset(slug)
    told: dict[str, Any] = {"version": version, "dataset": version.dataset, "columns": tell_columns(version.columns)}
    return render(request, "registry/open_dataset.html", told)


@require_safe
def open_croissant(request: HttpRequest, slug: str) -> HttpResponse:
    """An open dataset in Croissant; to fetch its files takes an account."""
    told = croissant_of(_newest_dataset(slug), [], site=request.build_absolute_uri("/").rstrip("/"))
    return JsonResponse(told, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def open_model(request: HttpRequest, slug: str) -> HttpResponse:
    """An open model."""
    model = get_object_or_404(public(Model.objects.select_related("asset__owner")), asset__slug=slug)
    version = public(ModelVersion.objects.filter(version__asset=model.asset)).order_by("-pk").first()
    if version is None:
        raise Http404
    return render(request, "registry/open_model.html", {"model": model, "version": version})


def _newest_dataset(slug: str) -> DatasetVersion:
    dataset = get_object_or_404(public(Dataset.objects.select_related("asset__owner").defer("words")), asset__slug=slug)
    version: DatasetVersion | None = public(dataset.versions()).order_by("-pk").first()
    if version is None:
        raise Http404
    return version
