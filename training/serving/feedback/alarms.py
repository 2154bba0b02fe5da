"""Figures that cross their thresholds are told to who works with the model at its owner's."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Asset
from agreements.noticing.people import who_may
from agreements.policy.tables import Side
from jobs.access import submitter
from notifications.kinds import Kind
from notifications.models import Mail
from notifications.services import publish
from registry.models import ModelVersion
from serving.feedback.figures import figures_of
from serving.models import Alarm


def _page(asset: Asset, _params: Mapping[str, Any]) -> str:
    return reverse("serving:feedback", args=[asset.slug])


FEEDBACK = Kind(
    "feedback",
    _("Feedback on models"),
    "warn",
    Mail.DAILY,
    {
        "feedback.accuracy": _("%(thing)s, version %(version)s, is right less often than its report says."),
        "feedback.inputs": _("What %(thing)s, version %(version)s, is asked is no longer like what it learned from."),
        "feedback.confidence": _("%(thing)s, version %(version)s, is not as sure of its answers as in its report."),
        "feedback.classes": _("%(thing)s, version %(version)s, names other classes than in its report."),
        "training_again.submitted": _("Enough corrections of %(thing)s are accepted: a job trains it on them."),
        "training_again.refused": _("%(thing)s was not trained on its corrections: %(why)s"),
    },
    leads_to=_page,
)


def look_at(version: ModelVersion) -> None:
    """Raise an alarm for each figure that has crossed its threshold, once, and end those of figures that are back.

    What is asked is compared with the data as far as who trained the version may see rows of it.
    """
    result = getattr(version, "result", None)
    if result is None:
        return
    crossed = figures_of(version, by=submitter(result.job)).crossed()
    asset = version.version.asset
    with transaction.atomic():
        raised = Alarm.objects.filter(model_version=version, ended_at=None)
        raised.exclude(kind__in=crossed).update(ended_at=timezone.now())
        known = set(raised.values_list("kind", flat=True))
        new = [Alarm(model_version=version, kind=kind, value=crossed[kind]) for kind in crossed if kind not in known]
        for alarm in Alarm.objects.bulk_create(new, ignore_conflicts=True):
            to = who_may("see_feedback", "asset", [asset.owner_id], side=Side.OWNER)
            publish(FEEDBACK.code, f"feedback.{alarm.kind}", asset, to=to, version=version.version.number)
