"""Those that a report sets side by side on the same test rows, and what each is called."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.value_words import weights
from reports.figures import Figure, judge_of, others_of
from reports.formats import SPACE, number

FIRST, LAST = ("tuned", "probe", "baseline"), "base"
SERIES = {"tuned": 1, "base": 6}  # the others take the colours between, in their order
NAMES: dict[str, tuple[str | Promise, str | Promise]] = {
    "linear_probe": (gettext_lazy("Linear probe"), gettext_lazy("base model frozen")),
    "tfidf_words": (gettext_lazy("Word counts"), gettext_lazy("TF-IDF, logistic regression")),
    "tfidf_characters": (
        gettext_lazy("Character counts"),
        gettext_lazy("TF-IDF of character n-grams, logistic regression"),
    ),
    "untrained_head": (gettext_lazy("Base model"), gettext_lazy("before, its head untrained: chance")),
    "base_model": (gettext_lazy("Base model"), gettext_lazy("as it came")),
    "picture_statistics": (gettext_lazy("Picture statistics"), gettext_lazy("logistic regression")),
    "window_statistics": (gettext_lazy("Window statistics"), gettext_lazy("logistic regression")),
    "most_frequent_tag": (gettext_lazy("Most frequent tag"), gettext_lazy("of each word")),
    "mean_box": (gettext_lazy("Mean box"), gettext_lazy("of each class, in every picture")),
    "mean_picture": (gettext_lazy("Mean picture"), gettext_lazy("of those to train on")),
    "interpolation": (gettext_lazy("Straight line"), gettext_lazy("across what is hidden")),
    "last_value": (gettext_lazy("Last value"), gettext_lazy("it stays as it was")),
    "seasonal_naive": (gettext_lazy("Last season"), gettext_lazy("the value one season before")),
    "linear_window": (gettext_lazy("Linear model"), gettext_lazy("of the window")),
    "z_score": (gettext_lazy("Distance from the mean"), gettext_lazy("in deviations")),
    "token_frequencies": (gettext_lazy("Token frequencies"), gettext_lazy("of the rows to train on")),
    "teacher": (gettext_lazy("The teacher"), gettext_lazy("from which it has learned")),
    "copied_source": (gettext_lazy("The source"), gettext_lazy("copied as it is")),
}


class Contender(NamedTuple):
    """One of those compared: its scores are (value, low, high), its difference is the tuned model's minus its own."""

    key: str
    name: str
    more: str
    figure: Figure
    score: list[float]
    others: list[tuple[str, str, str]]
    difference: list[float] | None
    gained: int | None
    lost: int | None
    p: float | None
    seconds: float
    series: int
    is_reference: bool
    counts_words: bool

    @property
    def said(self) -> tuple[str, str]:
        """Its score and the interval, as pages write them."""
        return self.figure.value(self.score[0]), self.figure.interval(self.score)

    @property
    def ahead(self) -> tuple[str, str] | None:
        """The difference likewise, without a unit."""
        if self.difference is None:
            return None
        return self.figure.ahead(self.difference[0]), self.figure.interval(self.difference)

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
    known = results["contenders"]
    between = [key for key in known if key not in (*FIRST, LAST)]
    return [_contender(key, results) for key in (*FIRST, *between, LAST) if key in known]


def reference_of(results: dict[str, Any]) -> Contender:
    """The best of the others, or the base alone: what fine-tuning has to beat."""
    return _contender(results["reference"], results)


def title_of(contenders: list[Contender], rows: int) -> str:
    """How many are compared on how many rows."""
    titles = {
        2: _("Two contenders, the same %(rows)s rows"),
        3: _("Three contenders, the same %(rows)s rows"),
        4: _("Four contenders, the same %(rows)s rows"),
        5: _("Five contenders, the same %(rows)s rows"),
    }
    more = _("%(count)s contenders, the same %(rows)s rows")
    return titles.get(len(contenders), more) % {"rows": number(rows), "count": number(len(contenders))}


def scale_of(contenders: list[Contender]) -> tuple[float, float]:
    """Where the scale of their pictures starts and ends: all of a share, or up to the highest whisker."""
    if contenders[0].figure.is_share:
        return 0.0, 1.0
    highest = max(each.score[2] for each in contenders)
    lowest = min(each.score[1] for each in contenders)
    return min(lowest, 0.0), highest or 1.0


def _contender(key: str, results: dict[str, Any]) -> Contender:
    measured = results["contenders"][key]
    figure = judge_of(results)
    comparison = results["comparisons"].get(key, {})
    name, more = _names(measured)
    between = [each for each in results["contenders"] if each not in SERIES]
    return Contender(
        key=key,
        name=name,
        more=more,
        figure=figure,
        score=measured[figure.key],
        others=[
            (each.title, each.value(measured[each.key][0]), each.interval(measured[each.key]))
            for each in others_of(results)
            if each.key in measured
        ],
        difference=comparison.get("difference"),
        gained=comparison.get("gained"),
        lost=comparison.get("lost"),
        p=comparison.get("p"),
        seconds=measured["seconds"],
        series=SERIES[key] if key in SERIES else 2 + between.index(key) % 4,
        is_reference=key == results["reference"],
        counts_words=measured["name"].startswith("tfidf"),
    )


def _names(measured: dict[str, Any]) -> tuple[str, str]:
    if known := NAMES.get(measured["name"]):
        return str(known[0]), str(known[1])
    if "trained_parameters" not in measured:
        return measured["name"], ""
    return _("Fine-tuned"), _("%(weights)s trained") % {"weights": weights(measured["trained_parameters"])}
