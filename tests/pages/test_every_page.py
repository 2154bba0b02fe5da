"""Every page in a browser: nothing that axe finds, nothing wider than the screen, the content policy kept."""

import pytest

TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => part.open = true)"
CONTRAST = {"runOnly": ["color-contrast"]}


def looked_at(page, axe, width, colours, **options):
    """What is wrong with the page at this width and in these colours."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # no colour on its way to another
    wrong = axe(page, **options)
    if (pixels := page.evaluate(TOO_WIDE)) > 0:
        wrong.append(f"{pixels} px too wide")
    return [f"{width} {colours}: {each}" for each in wrong]


def faults(pages, signed_in, axe, look, *others):
    """What is wrong, by page, its parts opened. In other looks, only what width and colours change."""
    found = {}
    for actor, address in pages:
        page = signed_in(actor)
        page.goto(address)
        page.evaluate(OPEN_ALL)
        found[address] = looked_at(page, axe, *look)
        for other in others:
            found[address] += looked_at(page, axe, *other, **CONTRAST)
    return {address: wrong for address, wrong in found.items() if wrong}


@pytest.mark.django_db(transaction=True)
def test_every_page_is_free_of_faults(every_page, signed_in, axe):
    assert faults(every_page, signed_in, axe, (1440, "light")) == {}


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True)
def test_every_page_is_free_of_faults_in_other_widths_and_colours(every_page, signed_in, axe):
    assert faults(every_page, signed_in, axe, (390, "dark"), (1440, "dark"), (320, "light")) == {}


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True)
def test_every_page_is_free_of_faults_in_chinese_on_a_phone(every_page, signed_in, axe):
    for actor in {actor and actor.user.pk: actor for actor, _ in every_page}.values():
        page = signed_in(actor)
        page.goto("/styleguide/")
        page.get_by_role("button", name="简体中文").click()
        assert page.locator("html").get_attribute("lang") == "zh-Hans"

    assert faults(every_page, signed_in, axe, (390, "light")) == {}
