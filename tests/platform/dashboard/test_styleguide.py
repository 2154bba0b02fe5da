"""The styleguide shows every component, to everybody, from the pages' own includes."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from dashboard.palette import ICONS, STATES
from entente.states import LOOKS

TEMPLATES = Path(settings.TEMPLATES[0]["DIRS"][0])
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))


@pytest.mark.django_db
def test_the_styleguide_shows_every_component_to_everybody(client):
    response = client.get("/styleguide/")

    shown = {template.name for template in response.templates}
    assert response.status_code == 200
    assert [path.name for path in COMPONENTS if f"components/{path.name}" not in shown] == []


def test_the_styleguide_shows_every_icon_of_the_sprite():
    sprite = Path(str(finders.find("entente/img/icons.svg"))).read_text()

    assert sorted(ICONS) == sorted(part.split('"')[0] for part in sprite.split('<symbol id="')[1:])


def test_every_state_that_has_a_look_uses_an_icon_of_the_sprite():
    assert {look.icon for look in LOOKS.values()} <= set(ICONS)
    assert set(STATES) <= set(LOOKS)


def test_every_component_says_at_its_top_what_it_takes():
    silent = [path.name for path in COMPONENTS if not path.read_text().startswith("{% comment %}")]

    assert silent == []


def test_no_template_carries_its_own_style_or_script():
    bearing = {
        path.name: part
        for path in TEMPLATES.rglob("*.html")
        if path.name != "one_file.html"  # taken along, to where no stylesheet is
        for part in (r"style=", r"<style", r"onclick=", r'<script(?![^>]*( src=| type="application/json"))')
        if re.search(part, path.read_text())
    }

    assert bearing == {}
