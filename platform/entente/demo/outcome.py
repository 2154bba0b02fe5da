"""What the demonstration has to show for itself: for a person, and as one JSON object for a program."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from entente.demo.people import SignIn
from jobs.models import Job
from reports.verdict import headline
from work.models import State

METRICS = ("accuracy", "macro_f1")


def as_json(job: Job, seconds: dict[str, float]) -> dict[str, Any]:
    """The outcome: each contender's metrics as [value, low, high], the first metric being the main one."""
    contenders = job.result.results["contenders"] if hasattr(job, "result") else {}
    scores = {name: {metric: scored[metric] for metric in METRICS} for name, scored in contenders.items()}
    return {"job": {"state": job.item.state}, **scores, "seconds": seconds, "report": report_path(job)}


def succeeded(job: Job) -> bool:
    """Whether there is a report."""
    return bool(job.item.state == State.SUCCEEDED)


def lines(job: Job) -> list[str]:
    """The verdict, or why there is none."""
    if succeeded(job):
        return ["", str(headline(job.result.results)), ""]
    return ["", _("The job is %(state)s.") % {"state": job.item.get_state_display()}, ""]


def report_path(job: Job) -> str:
    """The address of the report on the site, without its host."""
    return reverse("reports:report", args=[job.uid])


def sign_in_lines(sign_ins: list[SignIn]) -> list[str]:
    """Whom to sign in as, a line a person."""
    width = max(len(one.person.email) for one in sign_ins)
    lines = [_("Sign in as")]
    for one in sign_ins:
        roles = ", ".join(str(role.label) for role in one.person.roles)
        lines.append(f"  {one.person.email:{width}}  {one.password}  {one.person.name}, {one.organization}: {roles}")
        if one.code:
            lines.append(f"  {'':{width}}  " + _("second factor, a recovery code: %(code)s") % {"code": one.code})
    return lines
