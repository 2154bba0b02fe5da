"""What the tuned model is worth in other forms: in 8-bit numbers, and as ONNX."""

from typing import Any

from django.utils.translation import gettext as _

from reports.figures import judge_of
from reports.formats import number


def forms_of(results: dict[str, Any]) -> list[tuple[str, str]]:
    """Names and values, as facts on the page, of the forms that the job was asked for."""
    told = [(_("In 8 bits"), _in_int8(results))] if "lighter" in results else []
    return [*told, (_("As ONNX"), _as_onnx(results["onnx"]))] if "onnx" in results else told


def _in_int8(results: dict[str, Any]) -> str:
    light, figure = results["lighter"], judge_of(results)
    said = {
        "figure": figure.title,
        "value": figure.value(light[figure.key][0]),
        "difference": figure.difference(light["difference"][0]),
        "interval": figure.interval(light["difference"]),
        "times": number(light["seconds_before"] / light["seconds"], 1),
        "megabytes": number(light["bytes"] / 1e6, 1),
        "before": number(light["bytes_before"] / 1e6, 1),
    }
    return (
        _(
            "%(figure)s %(value)s, %(difference)s %(interval)s; %(times)s times as fast, %(megabytes)s MB instead of "
            "%(before)s"
        )
        % said
    )


def _as_onnx(onnx: dict[str, Any]) -> str:
    if onnx["file"] is None:
        return _("could not be written (%(error)s)") % {"error": onnx["error"]}
    said = {
        "rows": number(onnx["rows"]),
        "difference": f"{onnx['greatest_difference']:.1g}",
        "most": f"{onnx['tolerance']:.1g}",
    }
    if onnx["agrees"]:
        return _("says the same of all %(rows)s test rows, but for rounding (%(difference)s at most)") % said
    return _("says other numbers of the %(rows)s test rows, by up to %(difference)s; %(most)s would be rounding") % said
