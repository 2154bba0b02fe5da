"""Everything the report's page shows, for the person who reads it."""

from typing import Any

from django.utils.translation import gettext as _

from agreements.policy import decide, visible
from jobs.models import Job
from organizations.actor import Actor
from registry.models import Model
from reports import verdict
from reports.charts import calibration_chart, loss_chart, score_chart
from reports.clauses import clauses_of
from reports.contenders import contenders_of, reference_of, scale_of, title_of
from reports.costs import costs_of
from reports.documents import digest_of
from reports.formats import number
from reports.lighter import forms_of
from reports.mistakes import mistakes_of
from reports.recipe import choices_of, trained_on
from reports.seeds import seeds_of
from reports.slices import kinds_of
from reports.talk import standing_of, threads_of
from reports.weights import faithfulness

TONES = {"better": "ok", "not_shown": "wait", "worse": "stop"}
LIBRARIES = ("torch", "transformers", "python")


def page_of(job: Job, *, by: Actor) -> dict[str, Any]:
    """The context of the report's template."""
    results = job.result.results
    contenders = contenders_of(results)
    return {
        "job": job,
        "tuned": visible(by, Model.objects.all(), "discover").filter(pk=job.result.model_version.model.pk).first(),
        "results": results,
        "verdict": results["verdict"],
        "tone": TONES[results["verdict"]],
        "sentence": verdict.sentence(results),
        "evidence": verdict.evidence(results),
        "seeds": seeds_of(results),
        "contenders": contenders,
        "contenders_title": title_of(contenders, results["rows"]["test"]),
        "scale": scale_of(contenders),
        "reference": reference_of(results),
        "f1_start": _scale_start(results.get("classes", [])),
        "charts": [chart for chart in (score_chart(results), loss_chart(results)) if chart],
        "calibration": calibration_chart(results) if "calibration" in results else None,
        "stopped": _stopped(results["curve"]),
        "kinds": kinds_of(results),
        "mistakes": mistakes_of(job, by=by),
        "faithful": faithfulness(results.get("attributions")),
        "costs": [*costs_of(results), *forms_of(results)],
        "under": clauses_of(job, by=by),
        "choices": choices_of(results),
        "trained": trained_on(results),
        "libraries": ", ".join(f"{name} {results['versions'][name]}" for name in LIBRARIES),
        "talk": _talk(job, by),
    }


def _talk(job: Job, by: Actor) -> dict[str, Any]:
    """What is said of the report, where its sign-off stands, and what `by` can add."""
    standing = standing_of(job)
    return {
        "threads": threads_of(job, by=by),
        "standing": standing,
        "sha256": digest_of(job),
        "may_comment": not standing.is_final and decide(by, "comment_report", job).allowed,
        "may_review": by.organization in standing.missing and decide(by, "review_report", job).allowed,
    }


def _scale_start(classes: list[dict[str, Any]]) -> float | None:
    """Where the scale of the F1 pictures starts: the fifth below the lowest whisker; None where there is no F1."""
    lows = [each["f1"][1] for each in classes if each.get("f1")]
    return min(int(min(lows) * 5) / 5, 0.8) if lows else None


def _stopped(curve: dict[str, Any]) -> str:
    numbers = {"steps": number(curve["steps"]), "kept": number(curve["best_step"])}
    if curve["stopped"] == "early":
        return _("Stopped early at step %(steps)s: no gain any more. The weights of step %(kept)s were kept.") % numbers
    return _("Trained all %(steps)s steps. The weights of step %(kept)s were kept.") % numbers
