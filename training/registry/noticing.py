"""What people are told of their projects’ models. %(by)s is the organization that acted, %(thing)s the project."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Undertaking
from notifications.kinds import Kind
from notifications.models import Mail
from registry.models import Stage

PROMOTED = {Stage.STAGING: "model.promoted_to_staging", Stage.PRODUCTION: "model.promoted_to_production"}


def _place(undertaking: Undertaking, params: Mapping[str, Any]) -> str:
    if "slug" in params:
        return reverse("registry:stage", args=[params["slug"], params["number"]])
    return reverse("registry:requirements", args=[undertaking.slug])


MODEL = Kind(
    "model",
    _("Models of your projects"),
    "model",
    Mail.DAILY,
    {
        PROMOTED[Stage.STAGING]: _("%(by)s has put version %(number)s of “%(model)s” into staging, in “%(thing)s”."),
        PROMOTED[Stage.PRODUCTION]: _(
            "%(by)s has put version %(number)s of “%(model)s” into production, in “%(thing)s”."
        ),
        "model.rolled_back": _("%(by)s has brought version %(number)s of “%(model)s” back, in “%(thing)s”."),
        "model.retired": _("%(by)s has retired version %(number)s of “%(model)s”, in “%(thing)s”."),
        "model.approved": _("%(by)s has approved version %(number)s of “%(model)s”, in “%(thing)s”."),
        "assessment.written": _(
            "%(by)s has assessed version %(number)s of “%(model)s”, in “%(thing)s”. Read it and sign it off."
        ),
        "assessment.signed": _(
            "%(by)s has signed the assessment of version %(number)s of “%(model)s” off, in “%(thing)s”."
        ),
        "undertaking.requirements_set": _(
            "%(by)s has changed what it asks for before a model of “%(thing)s” is promoted."
        ),
    },
    leads_to=_place,
)
