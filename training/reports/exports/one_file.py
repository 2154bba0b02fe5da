"""The report's page as one HTML file that needs nothing beside it: styles and icons inside, links to the site."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from jobs.models import Job
from organizations.actor import Actor
from reports.page import page_of

IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\)([^;]*);')
ICON = re.compile(r'href="[^"#]*icons[^"#]*\.svg#')
ICONS_HERE = 'href="#icon-'


def as_one_file(job: Job, by: Actor, site: str) -> bytes:
    """The page as `by` reads it, without what can only be done on the site; `site` is its origin."""
    page = page_of(job, by=by)
    page["talk"] |= {"may_comment": False, "may_review": False}
    told = {**page, "styles": mark_safe(_styles()), "sprite": mark_safe(_sprite())}  # noqa: S308  our own files
    written = render_to_string("reports/one_file.html", told)
    return ICON.sub(ICONS_HERE, written).replace('href="/', f'href="{site}/').encode()


@cache
def _styles() -> str:
    """The style sheet with all that it imports, each in its layer."""
    sheet = _asset("css/entente.css")

    def inlined(found: re.Match[str]) -> str:
        name, layer, media = found.groups()
        content = f"@layer {layer} {{\n{(sheet.parent / name).read_text()}\n}}"
        return f"@media {media.strip()} {{\n{content}\n}}" if media.strip() else content

    return IMPORT.sub(inlined, sheet.read_text())


@cache
def _sprite() -> str:
    """The icons, under names that no part of a page has."""
    return _asset("img/icons.svg").read_text().replace('id="', 'id="icon-')


def _asset(name: str) -> Path:
    found = finders.find(f"entente/{name}")
    assert isinstance(found, str), name
    return Path(found)
