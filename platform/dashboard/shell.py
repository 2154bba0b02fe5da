"""What the frame of every page shows: the places of the bar, unread notices and the colours chosen."""

from typing import Any

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from organizations.requests import ActingRequest

# A place of the bar: the name of its page, its word, and the apps whose pages belong to it.
PLACES = [
    ("dashboard:home", _("Home"), {"dashboard"}),
    ("agreements:list", _("Agreements"), {"agreements"}),
    ("catalog:list", _("Datasets"), {"catalog", "privacy"}),
    ("registry:list", _("Models"), {"registry", "serving"}),
    ("collaborations:list", _("Projects"), {"collaborations"}),
    ("jobs:list", _("Jobs"), {"jobs", "reports"}),
    ("agreements:audit", _("Audit"), {"audit"}),
]
OF_AUDIT = {"agreements:audit", "agreements:incident-dataset", "agreements:incident-model"}
OF_NOTICES = {"agreements:notices", "agreements:notices-mail"}  # no place of the bar: they have a button of their own
THEMES = {"light": _("Light"), "dark": _("Dark")}


def shell(request: ActingRequest) -> dict[str, Any]:
    """The template context of the layout."""
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in THEMES else "",
        "places": SimpleLazyObject(lambda: places(request)),
        "unread_notices": unread_notices(request),
        "at_notices": bool(request.resolver_match and request.resolver_match.view_name in OF_NOTICES),
    }


def unread_notices(request: ActingRequest) -> int:
    """How many wait for the reader where they act; `ActingFor` asked for it with their organizations."""
    actor = getattr(request, "actor", None)  # a page of a fault can come before anybody is known
    return int(getattr(actor and actor.organization, "unread", 0))


def places(request: ActingRequest) -> list[dict[str, Any]]:
    """The bar's links, with the one that the page belongs to marked."""
    here = request.resolver_match
    app = "" if here is None or here.view_name in OF_NOTICES else here.app_name
    if here and here.view_name in OF_AUDIT:
        app = "audit"
    return [{"url": reverse(name), "word": word, "current": app in apps} for name, word, apps in PLACES]
