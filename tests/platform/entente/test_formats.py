"""Numbers, spans and digests as pages write them."""

import pytest

from entente import pictures
from reports import formats


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formats.percent(0.9333), "93.3\u00a0%"),
        (formats.percent(1, 0), "100\u00a0%"),
        (formats.percent(None), "none"),
        (formats.points(0.0722), "+7.2"),
        (formats.points(-0.033), "−3.3"),
        (formats.points(-0.0001), "0.0"),
        (formats.interval([0.072, 0.022, 0.122]), "[2.2, 12.2]"),
        (formats.interval((-0.083, 0.017)), "[−8.3, 1.7]"),
        (formats.number(1204), "1,204"),
        (formats.number(-0.07123, 3), "−0.071"),
        (formats.duration(0.42), "0.4 s"),
        (formats.duration(59.6), "1 min 0 s"),
        (formats.duration(108), "1 min 48 s"),
        (formats.duration(7500), "2 h 5 min"),
        (formats.clock(38), "0:38"),
        (formats.clock(3725), "1:02:05"),
        (formats.short_digest("5e90b2c4" + "0" * 52 + "71af"), "5e90 b2c4 … 71af"),
    ],
)
def test_a_value_is_written_as_the_look_has_it(written, expected):
    assert written == expected


def test_a_whisker_stands_between_its_bounds_and_never_leaves_its_scale():
    drawn = pictures.whisker(0.5, -0.2, 1.3)

    assert (drawn.low, drawn.value, drawn.high) == (4.0, 120.0, 236.0)


def test_mistakes_are_told_from_hits_and_nothing_from_little():
    [row] = pictures.heat_rows([[90, 2, 0]], ["wear"])

    assert [cell.look for cell in row.cells] == ["heat-5", "miss heat-1", "none"]
