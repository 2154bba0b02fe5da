"""The report in one sentence, and what makes it believable in a second one."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.contenders import Contender, p_value, reference_of
from reports.figures import judge_of
from reports.formats import number


def headline(results: dict[str, Any]) -> str:
    """The verdict in one line: “86.1 % → 93.3 % accuracy, +7.2 points [2.2, 12.2], on 180 unseen rows”."""
    words = _("%(figure)s: %(before)s → %(after)s, %(difference)s %(interval)s, on %(rows)s unseen rows")
    if names_classes(results):
        words = _("%(before)s → %(after)s accuracy, %(difference)s %(interval)s, on %(rows)s unseen rows")
    line = words % _numbers(results)
    if results["verdict"] == "not_shown":
        return _("%(line)s: not shown to be better") % {"line": line}
    return line


def names_classes(results: dict[str, Any]) -> bool:
    """Whether the model names a class of each row, and is judged by how often that is right."""
    return bool(results["metric"] == "accuracy")


def sentence(results: dict[str, Any]) -> SafeString:
    """The verdict as the page sets it first."""
    sentences = _of_classes() if names_classes(results) else _of_figures()
    numbers = _numbers(results)
    reference = reference_of(results)
    return format_html(
        sentences[results["verdict"]],
        figure=numbers["figure"],
        after=_bold(numbers["after"]),
        before=numbers["before"],
        size=_bold(numbers["difference"] if results["verdict"] == "not_shown" else numbers["size"]),
        interval=numbers["interval"],
        reference=_named(reference)[0],
        reference_inside=_named(reference)[1],
        not_shown=_bold(_("not shown to be better")),
        worse=_bold(_("worse")),
    )


def _of_classes() -> dict[str, str]:
    return {
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


def _of_figures() -> dict[str, str]:
    return {
        "better": _(
            "{figure} on rows that were never seen: {after} for the fine-tuned model, {before} for "
            "{reference_inside}. That is better by {size} {interval}."
        ),
        "not_shown": _(
            "Fine-tuning is {not_shown}. {figure} on rows that were never seen: {after} for the fine-tuned model, "
            "{before} for {reference_inside}. The difference is {size} {interval}, and that interval includes 0."
        ),
        "worse": _(
            "Fine-tuning made it {worse}. {figure} on rows that were never seen: {after} for the fine-tuned model, "
            "{before} for {reference_inside}. That is worse by {size} {interval}."
        ),
    }


def evidence(results: dict[str, Any]) -> str:
    """What the verdict rests on: the rows, the paired test, and where the model is weakest."""
    comparison = results["comparisons"][results["reference"]]
    numbers = {"rows": number(results["rows"]["test"]), "p": p_value(comparison["p"])}
    if "gained" in comparison:
        numbers |= {"gained": number(comparison["gained"]), "lost": number(comparison["lost"])}
        words = _(
            "Measured on the same %(rows)s rows: %(gained)s became right and %(lost)s became wrong "
            "(McNemar's exact test, p %(p)s)."
        )
    else:
        words = _("Measured on the same %(rows)s rows (paired bootstrap, p %(p)s).")
    return " ".join([words % numbers, *_weakest(results)])


def _weakest(results: dict[str, Any]) -> list[str]:
    known = [each for each in results.get("classes", []) if each.get("f1")]
    if not known:
        return []
    weakest = min(known, key=lambda each: each["f1"][0])
    return [_("The fine-tuned model is weakest on “%(weakest)s”.") % {"weakest": weakest["label"]}]


def _numbers(results: dict[str, Any]) -> dict[str, str]:
    figure = judge_of(results)
    difference = results["comparisons"][results["reference"]]["difference"]
    return {
        "figure": figure.title,
        "before": figure.value(reference_of(results).score[0]),
        "after": figure.value(results["contenders"]["tuned"][figure.key][0]),
        "difference": figure.difference(difference[0]),
        "size": figure.size(difference[0]),
        "interval": figure.interval(difference),
        "rows": number(results["rows"]["test"]),
    }


def _named(reference: Contender) -> tuple[str, str]:
    """The reference as a sentence begins with it, and as it stands inside one."""
    if reference.key == "probe":
        return _("The same model with a linear probe"), _("the same model with a linear probe")
    if reference.key == "base" and reference.figure.key == "accuracy":
        return _("The base model with an untrained head"), _("the base model with an untrained head")
    if reference.counts_words:
        return (
            _("Counting words or letters, without the model (TF-IDF and logistic regression),"),
            _("counting words or letters, without the model (TF-IDF and logistic regression),"),
        )
    named = _("“%(name)s” (%(more)s)") % {"name": reference.name, "more": reference.more}
    return named, named


def _bold(words: str) -> SafeString:
    return format_html("<b>{}</b>", words)
