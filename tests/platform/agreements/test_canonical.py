"""Canonical JSON is that of RFC 8785: its own examples, byte for byte."""

import json

import pytest
import rfc8785

from agreements.terms import canonical


def test_the_example_of_the_rfc_comes_out_byte_for_byte():
    given = json.loads(
        r"""{
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }"""
    )

    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical(given) == expected.encode()


def test_keys_stand_in_the_order_of_their_utf_16_code_units():
    given = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}

    assert list(json.loads(canonical(given))) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (1e-05, "0.00001"),
        (1e-07, "1e-7"),
        (1e21, "1e+21"),
        (999999999999999900000.0, "999999999999999900000"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740991, "9007199254740991"),
        (295147905179352830000.0, "295147905179352830000"),
        (333333333.33333325, "333333333.33333325"),
        (0.000001, "0.000001"),
    ],
)
def test_numbers_are_written_as_ecmascript_writes_them(number, written):
    assert canonical(number) == written.encode()


@pytest.mark.parametrize("unsayable", [float("nan"), float("inf"), 2**53, {"a": 2**60}])
def test_what_json_can_not_say_exactly_is_refused(unsayable):
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(unsayable)
