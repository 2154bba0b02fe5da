"""Every page in a browser: nothing that axe finds, nothing wider than the screen, the content policy kept."""

import pytest

TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => part.open = true)"


def faults(pages, signed_in, axe, **options):
    """What is wrong, by page; parts that open are looked at open."""
    found = {}
    for actor, address in pages:
        page = signed_in(actor, **options)
        page.goto(address)
        page.evaluate(OPEN_ALL)
        wrong = axe(page)
        if (pixels := page.evaluate(TOO_WIDE)) > 0:
            wrong.append(f"{pixels} px too wide")
        if wrong:
            found[address] = wrong
    return found


@pytest.mark.django_db(transaction=True)
def test_every_page_is_free_of_faults(every_page, signed_in, axe):
    assert faults(every_page, signed_in, axe) == {}


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "dark"},
        {"width": 390, "color_scheme": "dark"},
        {"width": 320},
    ],
    ids=lambda options: "-".join(str(value) for value in options.values()),
)
def test_every_page_is_free_of_faults_in_other_widths_and_colours(options, every_page, signed_in, axe):
    assert faults(every_page, signed_in, axe, **options) == {}


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True)
def test_every_page_is_free_of_faults_in_chinese_on_a_phone(every_page, signed_in, axe):
    for actor in {actor and actor.user.pk: actor for actor, _ in every_page}.values():
        page = signed_in(actor, width=390)
        page.goto("/styleguide/")
        page.get_by_role("button", name="简体中文").click()
        assert page.locator("html").get_attribute("lang") == "zh-Hans"

    assert faults(every_page, signed_in, axe, width=390) == {}
