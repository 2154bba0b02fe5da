"""The styleguide: every component in every state, drawn by the same includes as the pages."""

from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboard.palette import CHART, ICONS, ROLES, STATES
from dashboard.specimens import choices, clauses, life, log, refusal, specimen_form, stages, verdict

NOON = datetime(2026, 11, 19, 12, 31, tzinfo=UTC)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Public, and without any data."""
    context = {
        "roles": ROLES,
        "icons": ICONS,
        "states": STATES,
        "form": specimen_form(),
        "picks": choices(),
        "clauses": clauses(),
        "facts": [(_("Owner"), "Halvard Bearings AG"), (_("Licence"), "CC0-1.0")],
        "life": life(NOON),
        "stages": stages(),
        "log": log(NOON),
        "refusal": refusal(),
        "verdict": verdict(),
        "page": Paginator(range(1204), 50).page(2),
        "noon": NOON,
        "digest": "5e90b2c4" + "0" * 52 + "71af",
        "labels": [_("Bearing wear"), _("Lubrication"), _("Misalignment")],
        "confusion": [[43, 2, 1], [3, 35, 0], [0, 8, 23]],
        "tuned": [0.933, 0.894, 0.967],
        "difference": [0.072, 0.022, 0.122],
        "loss": -0.0712,
        "chart": CHART,
        "chart_head": [_("Step"), _("Validation loss")],
        "losses": [[120, "0.684"], [240, "0.371"]],
    }
    return render(request, "styleguide/index.html", context)
