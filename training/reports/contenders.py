"""Those that a report sets side by side on the same test rows, and what each is called."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reports.formats import SPACE, number

ORDER = ("tuned", "probe", "baseline", "base")
SERIES = {"tuned": 1, "probe": 2, "baseline": 3, "base": 6}


class Contender(NamedTuple):
    """One of the four: its scores are (value, low, high), its difference is the tuned model's minus its own."""

    key: str
    name: str
    more: str
    accuracy: list[float]
    macro_f1: list[float]
    difference: list[float] | None
    gained: int
    lost: int
    p: float | None
    seconds: float
    series: int
    is_reference: bool

    @property
    def p_value(self) -> str:
        """Its p as pages write it."""
        return p_value(self.p)


def p_value(p: float | None) -> str:
    """0.00004 as "< 0.001", 0.0071 as "= 0.007"; nothing where nothing was compared."""
    if p is None:
        return ""
    return f"<{SPACE}0.001" if p < 0.001 else f"={SPACE}{p:.3f}"


def contenders_of(results: dict[str, Any]) -> list[Contender]:
    """The contenders, the tuned model first and chance last; a private job has only these two."""
    return [_contender(key, results) for key in ORDER if key in results["contenders"]]


def reference_of(results: dict[str, Any]) -> Contender:
    """The better of probe and baseline, or the base alone: what fine-tuning has to beat."""
    return _contender(results["reference"], results)


def _contender(key: str, results: dict[str, Any]) -> Contender:
    measured = results["contenders"][key]
    name, more = _names(measured)
    comparison = results["comparisons"].get(key, {})
    return Contender(
        key=key,
        name=name,
        more=more,
        accuracy=measured["accuracy"],
        macro_f1=measured["macro_f1"],
        difference=comparison.get("difference"),
        gained=comparison.get("gained", 0),
        lost=comparison.get("lost", 0),
        p=comparison.get("p"),
        seconds=measured["seconds"],
        series=SERIES[key],
        is_reference=key == results["reference"],
    )


def _names(measured: dict[str, Any]) -> tuple[str, str]:
    match measured["name"]:
        case "linear_probe":
            return _("Linear probe"), _("base model frozen")
        case "tfidf_words":
            return _("Word counts"), _("TF-IDF, logistic regression")
        case "tfidf_characters":
            return _("Character counts"), _("TF-IDF of character n-grams, logistic regression")
        case "untrained_head":
            return _("Base model"), _("before, its head untrained: chance")
        case _:
            millions = number(measured["trained_parameters"] / 1e6, 1)
            return _("Fine-tuned"), _("%(millions)s million weights trained") % {"millions": millions}
