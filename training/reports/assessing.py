"""What the report of a version's job says to questions of its assessment."""

from typing import Any

from django.utils.translation import gettext as _

from jobs.models import Job
from registry.assessing.evidence import Evidence
from registry.models import ModelVersion
from reports.formats import number
from reports.slices import Kind, kinds_of
from reports.verdict import headline


def evidence_of(version: ModelVersion) -> dict[str, Evidence]:
    """What it says, by the code of the question; what was not measured is not spoken of."""
    job = Job.objects.told().filter(result__model_version=version).first()
    if job is None:
        return {}
    results = job.result.results
    known = {"accuracy": _accuracy(results), "energy": _energy(results)}
    if kinds := kinds_of(results):
        known["slices"] = _weakest(kinds[0])
    if attributions := results.get("attributions"):
        known["explained"] = _explained(attributions)
    if privacy := results.get("privacy"):
        told = {"epsilon": number(privacy["epsilon"], 2)}
        known["memory"] = Evidence(_("It was trained with differential privacy: ε is %(epsilon)s.") % told, "yes")
    return known


def _accuracy(results: dict[str, Any]) -> Evidence:
    if "calibration" not in results:
        return Evidence(_("%(headline)s.") % {"headline": headline(results)}, "partly")
    gap = number(results["calibration"]["ece"] * 100, 1)
    words = _("%(headline)s. Its confidence is off by %(gap)s points on average.")
    return Evidence(words % {"headline": headline(results), "gap": gap}, "yes")


def _energy(results: dict[str, Any]) -> Evidence:
    energy = results["energy"]
    told = {"hours": number(energy["watt_hours"], 2), "grams": number(energy["grams_co2e"], 2)}
    return Evidence(_("Training and evaluation used %(hours)s Wh, %(grams)s g CO₂e.") % told)


def _weakest(kind: Kind) -> Evidence:
    score, interval = kind.said
    told = {"kind": kind.name, "score": score, "interval": interval, "rows": number(kind.rows)}
    return Evidence(
        _("It is weakest on this kind of rows: %(kind)s (%(score)s %(interval)s, %(rows)s rows).") % told, "yes"
    )


def _explained(attributions: dict[str, Any]) -> Evidence:
    if attributions["verdict"] == "better":
        return Evidence(_("The report marks what answers rest on, and the marks were found faithful."), "yes")
    return Evidence(_("The report marks what answers rest on, but the marks were not found faithful."), "partly")
