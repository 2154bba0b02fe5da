"""Charts are pictures without script or style, in the page's own colours, each with its table."""

import re
from xml.etree import ElementTree

import pytest

from reports.charts import calibration_chart, loss_chart, score_chart


@pytest.fixture(params=[score_chart, loss_chart, calibration_chart], ids=["accuracy", "loss", "calibration"])
def chart(request, results):
    return request.param(results)


def test_a_chart_holds_no_script_no_style_and_nothing_from_elsewhere(chart):
    elements = list(ElementTree.fromstring(chart.svg).iter())

    assert {element.tag.split("}")[1] for element in elements} <= {"svg", "g", "path", "line", "text", "rect"}
    assert not any(name == "style" or name.startswith("on") for element in elements for name in element.attrib)
    assert "url(" not in chart.svg


def test_every_colour_is_a_token_of_the_page(chart):
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', chart.svg))

    assert all(colour.startswith("var(--") or colour in ("none", "transparent") for colour in colours), colours
    assert any("--series-1, #0d6478" in colour for colour in colours)


def test_a_chart_says_its_finding_and_has_its_numbers_in_a_table(chart):
    assert chart.alt.endswith(".")
    assert chart.rows
    assert all(len(row) == len(chart.head) for row in chart.rows)


def test_the_table_of_the_accuracy_has_the_kept_step(results):
    assert ["280", "94.4\u00a0%", "0.296"] in score_chart(results).rows
