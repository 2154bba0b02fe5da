"""What the frame of every page shows: the places of the bar and the colours chosen."""

from typing import Any

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from organizations.requests import ActingRequest

# A place of the bar: the name of its page, its word, and the apps whose pages belong to it.
PLACES = [
    ("dashboard:home", _("Home"), {"dashboard"}),
    ("agreements:list", _("Agreements"), {"agreements"}),
    ("catalog:list", _("Datasets"), {"catalog"}),
    ("registry:list", _("Models"), {"registry"}),
    ("collaborations:list", _("Projects"), {"collaborations"}),
    ("jobs:list", _("Jobs"), {"jobs", "reports"}),
    ("agreements:audit", _("Audit"), {"audit"}),
]
OF_AUDIT = {"agreements:audit", "agreements:incident-dataset", "agreements:incident-model"}
THEMES = {"light": _("Light"), "dark": _("Dark")}


def shell(request: ActingRequest) -> dict[str, Any]:
    """The template context of the layout."""
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in THEMES else "",
        "places": SimpleLazyObject(lambda: places(request)),
    }


def places(request: ActingRequest) -> list[dict[str, Any]]:
    """The bar's links, with the one that the page belongs to marked."""
    here = request.resolver_match
    app = "" if here is None else "audit" if here.view_name in OF_AUDIT else here.app_name
    return [{"url": reverse(name), "word": word, "current": app in apps} for name, word, apps in PLACES]
