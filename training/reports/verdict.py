"""The report in one sentence, and what makes it believable in a second one."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.contenders import Contender, p_value, reference_of
from reports.formats import interval, number, percent, points


def headline(results: dict[str, Any]) -> str:
    """The verdict in one line: “86.1 % → 93.3 % accuracy, +7.2 points [2.2, 12.2], on 180 unseen rows”."""
    line = _("%(before)s → %(after)s accuracy, %(difference)s points %(interval)s, on %(rows)s unseen rows") % _numbers(
        results
    )
    if results["verdict"] == "not_shown":
        return _("%(line)s: not shown to be better") % {"line": line}
    return line


def sentence(results: dict[str, Any]) -> SafeString:
    """The verdict as the page sets it first."""
    sentences = {
        "better": _(
            "The fine-tuned model names the right class in {after} of rows it has never seen. "
            "{reference} manages {before}: a gain of {size} {interval}."
        ),
        "not_shown": _(
            "Fine-tuning is {not_shown}. The fine-tuned model names the right class in {after} of rows it has never "
            "seen, {reference_inside} in {before}: a difference of {size} {interval}, and that interval includes 0."
        ),
        "worse": _(
            "Fine-tuning made it {worse}. The fine-tuned model names the right class in {after} of rows it has never "
            "seen, {reference_inside} in {before}: a loss of {size} {interval}."
        ),
    }
    numbers = _numbers(results)
    reference = reference_of(results)
    return format_html(
        sentences[results["verdict"]],
        after=_bold(numbers["after"]),
        before=numbers["before"],
        size=_bold(_("%(points)s points") % {"points": _size(results)}),
        interval=numbers["interval"],
        reference=_named(reference)[0],
        reference_inside=_named(reference)[1],
        not_shown=_bold(_("not shown to be better")),
        worse=_bold(_("worse")),
    )


def evidence(results: dict[str, Any]) -> str:
    """What the verdict rests on: the rows, the paired test, and where the model is weakest."""
    comparison = results["comparisons"][results["reference"]]
    weakest = min(results["classes"], key=lambda each: each["f1"][0])
    return _(
        "Measured on the same %(rows)s rows: %(gained)s became right and %(lost)s became wrong "
        "(McNemar's exact test, p %(p)s). The fine-tuned model is weakest on “%(weakest)s”."
    ) % {
        "rows": number(results["rows"]["test"]),
        "gained": number(comparison["gained"]),
        "lost": number(comparison["lost"]),
        "p": p_value(comparison["p"]),
        "weakest": weakest["label"],
    }


def _numbers(results: dict[str, Any]) -> dict[str, str]:
    difference = results["comparisons"][results["reference"]]["difference"]
    return {
        "before": percent(reference_of(results).accuracy[0]),
        "after": percent(results["contenders"]["tuned"]["accuracy"][0]),
        "difference": points(difference[0]),
        "interval": interval(difference),
        "rows": number(results["rows"]["test"]),
    }


def _size(results: dict[str, Any]) -> str:
    """The difference as the sentence needs it: a gain and a loss have no sign, a difference keeps its own."""
    difference = results["comparisons"][results["reference"]]["difference"][0]
    return points(difference) if results["verdict"] == "not_shown" else number(abs(difference) * 100, 1)


def _named(reference: Contender) -> tuple[str, str]:
    """The reference as a sentence begins with it, and as it stands inside one."""
    if reference.key == "probe":
        return _("The same model with a linear probe"), _("the same model with a linear probe")
    if reference.key == "base":
        return _("The base model with an untrained head"), _("the base model with an untrained head")
    return (
        _("Counting words or letters, without the model (TF-IDF and logistic regression),"),
        _("counting words or letters, without the model (TF-IDF and logistic regression),"),
    )


def _bold(words: str) -> SafeString:
    return format_html("<b>{}</b>", words)
