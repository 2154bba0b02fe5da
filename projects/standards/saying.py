"""What a version asks, as its page tells it: columns, and lines without anything found."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from standards.conforming.evaluations import Report, check_report
from standards.conforming.formats import Column, columns_of
from standards.conforming.interfaces import Interface, check_interface
from standards.conforming.rows import NAMED
from standards.models import Standard, StandardVersion
from standards.words import Line, kind_name, line_of

Kind = Standard.Kind
NO_MODEL = Interface("", [], [], {}, 0)


class Said(NamedTuple):
    """Its columns where it is a data format, else its lines; and all of it as it is checked, as JSON."""

    columns: list[Column]
    splits: str
    lines: list[Line]
    body: str


def said_of(version: StandardVersion) -> Said:
    """What the version asks."""
    body, kind = version.body, Kind(version.standard.kind)
    written = json.dumps(body, ensure_ascii=False, indent=2)
    if kind == Kind.DATA_FORMAT:
        asked = body["row"]["properties"]
        columns = [each._replace(kind=_kind_said(each.kind, asked[each.name])) for each in columns_of(body)]
        return Said(columns, ", ".join(body.get("splits", [])), [], written)
    if kind == Kind.MODEL_INTERFACE:
        return Said([], "", [line_of(each) for each in check_interface(body, NO_MODEL)], written)
    assert version.test_set is not None  # an evaluation pins one
    data, part = version.test_set.version.digest, version.test_set.split_column
    nothing = {"rows": {"test": 0}, "contenders": {"tuned": {}}, "metric": ""}
    results = check_report(body, Report(body["task"], data, part, nothing), data=data, part=part)
    return Said([], "", [line_of(each) for each in results], written)


def _kind_said(kind: str, asked: Mapping[str, Any]) -> str:
    """What may stand in a column: values where it lists them, else their kind."""
    values = [str(each) for each in asked.get("enum", []) if each is not None]
    if not values:
        return kind_name(kind)
    named = ", ".join(values[:NAMED]) + ("…" if len(values) > NAMED else "")
    return _("one of: %(values)s") % {"values": named}
