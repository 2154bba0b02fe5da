"""Every page in a browser: nothing that axe finds, nothing wider than the screen, the content policy kept."""

import pytest

TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => part.open = true)"
CONTRAST = {"runOnly": ["color-contrast"]}
NOT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}
NARROWEST = 320


def too_wide(page, width):
    """By how much the page is wider than a screen of this width."""
    page.set_viewport_size({"width": width, "height": 900})
    pixels = page.evaluate(TOO_WIDE)
    return [f"{width}: {pixels} px too wide"] if pixels > 0 else []


def looked_at(page, axe, width, colours, **options):
    """What is wrong with the page at this width and in these colours."""
    wrong = too_wide(page, width)
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # no colour on its way to another
    return wrong + [f"{width} {colours}: {each}" for each in axe(page, **options)]


def faults(pages, signed_in, axe, look, *others, **options):
    """What is wrong, by page, its parts opened. In other looks, only what width and colours change.

    On the narrowest screen, its width: its colours are those of the others.
    """
    found = {}
    for actor, address in pages:
        page = signed_in(actor)
        page.goto(address)
        page.evaluate(OPEN_ALL)
        found[address] = looked_at(page, axe, *look, **options)
        for other in others:
            found[address] += looked_at(page, axe, *other, **CONTRAST)
        found[address] += too_wide(page, NARROWEST)
    return {address: wrong for address, wrong in found.items() if wrong}


@pytest.mark.django_db(transaction=True)
def test_every_page_is_free_of_faults(every_page, signed_in, axe):
    assert faults(every_page, signed_in, axe, (1440, "light")) == {}


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True)
def test_every_page_is_free_of_faults_in_other_widths_and_colours(every_page, signed_in, axe):
    assert faults(every_page, signed_in, axe, (390, "dark"), (1440, "dark")) == {}


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True)
def test_every_page_is_free_of_faults_in_chinese_on_a_phone(every_page, signed_in, axe):
    for actor in {actor and actor.user.pk: actor for actor, _ in every_page}.values():
        page = signed_in(actor)
        page.goto("/styleguide/")
        page.get_by_role("button", name="简体中文").click()
        assert page.locator("html").get_attribute("lang") == "zh-Hans"

    assert faults(every_page, signed_in, axe, (390, "light"), **NOT_CONTRAST) == {}  # colours speak no language
