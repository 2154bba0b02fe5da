"""`/metrics` for Prometheus: there for whoever has METRICS_TOKEN, and for nobody else."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from work.metrics import WorkCollector

registry = CollectorRegistry(auto_describe=False)
registry.register(WorkCollector())


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All numbers in Prometheus' text format; without the token, or with none set, there is nothing here."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
