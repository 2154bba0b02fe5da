"""The comparison in a sentence, and what to make of it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.comparing import LEVEL, Comparison, Pair, Run
from reports.contenders import p_value
from reports.formats import number


def sentence_of(comparison: Comparison) -> SafeString:
    """Which run is best, or that they can't be told apart."""
    best, *others = comparison.runs
    alike = [run for run in others if _alike(comparison.against_best(run))]
    if comparison.why_not:
        return format_html(_("These runs can’t be tested against each other. {why}"), why=comparison.why_not)
    if not comparison.pairs:
        return format_html(
            _("{run} measured best, with {figure}; without a line for each test row nothing can be tested."),
            run=best.job,
            figure=figure(comparison, best),
        )
    if not alike:
        return format_html(
            _("{run} is better than every other: {figure}, the next {next}, a difference of {difference}."),
            run=best.job,
            figure=format_html("<b>{}</b>", figure(comparison, best)),
            next=figure(comparison, others[0]),
            difference=_difference(comparison, best, others[0]),
        )
    return format_html(
        _("{run} and {others} can’t be told apart: {figure} and {figures}. The largest difference is {difference}."),
        run=best.job,
        others=_(", ").join(str(run.job) for run in alike),
        figure=format_html("<b>{}</b>", figure(comparison, best)),
        figures=_(", ").join(figure(comparison, run) for run in alike),
        difference=_difference(comparison, best, alike[-1]),
    )


def evidence_of(comparison: Comparison) -> str:
    """Who is behind, and what that rests on."""
    if not comparison.pairs:
        return ""
    behind = [run for run in comparison.runs[1:] if not _alike(comparison.against_best(run))]
    trailing = [
        _("%(run)s is behind with %(figure)s.") % {"run": run.job, "figure": figure(comparison, run)} for run in behind
    ]
    return " ".join([*trailing, _tested(comparison)])


def _tested(comparison: Comparison) -> str:
    return _(
        "Measured on the same %(rows)s test rows; p is corrected for %(pairs)s comparisons after Holm, "
        "and the smallest is p %(p)s."
    ) % {
        "rows": number(comparison.runs[0].results["rows"]["test"]),
        "pairs": number(len(comparison.pairs)),
        "p": p_value(min(pair.p for pair in comparison.pairs)),
    }


def figure(comparison: Comparison, run: Run) -> str:
    """The run's main figure as pages write it."""
    return comparison.judge.value(run.main[0])


def _difference(comparison: Comparison, best: Run, other: Run) -> str:
    value, low, high = towards(comparison, best, other)
    return f"{comparison.judge.size(value)} {comparison.judge.interval([value, low, high])}"


def towards(comparison: Comparison, best: Run, other: Run) -> list[float]:
    """The best run minus the other: value, low, high, as the pair was tested or turned round."""
    pair = comparison.against_best(other)
    assert pair is not None
    value, low, high = pair.difference
    return [value, low, high] if pair.one.job.pk == best.job.pk else [-value, -high, -low]


def _alike(pair: Pair | None) -> bool:
    return pair is not None and pair.p >= LEVEL
