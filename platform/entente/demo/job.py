"""The demonstration's job: refused before the agreement holds, then followed to its report."""

import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.errors import NotAllowed
from catalog.models import Dataset
from collaborations.models import Project
from entente.demo.cast import RESEARCHER
from entente.demo.errors import DemoError
from entente.demo.people import actor
from entente.demo.walk import Walk
from jobs.models import Job
from jobs.services import submit_job
from registry.models import Model
from work.models import Item, State
from work.services.waiting import position

LOOK_EVERY_SECONDS = 0.3
PHASES = {
    "preparing": gettext_lazy("Preparing"),
    "training": gettext_lazy("Training"),
    "evaluating": gettext_lazy("Evaluating"),
    "reporting": gettext_lazy("Writing the report"),
}


def refusal(project: Project, model: Model, dataset: Dataset) -> str:
    """What the site answers to the same submission while nothing allows it."""
    try:
        _submit(project, model, dataset)
    except NotAllowed as refused:
        return " ".join(refused.decision.sentences(actor(RESEARCHER)))
    raise DemoError(_("The policy let a job in while no agreement was active. That is a fault of Entente."))


def submitted(project: Project, model: Model, dataset: Dataset) -> Job:
    """The job: the one that an earlier run queued or finished, else a new one."""
    jobs = Job.objects.filter(project=project).select_related("item").order_by("-pk")
    earlier = next((job for job in jobs if not job.item.has_ended or job.item.state == State.SUCCEEDED), None)
    return earlier or _submit(project, model, dataset)


def _submit(project: Project, model: Model, dataset: Dataset) -> Job:
    return submit_job(project=project, model=model.latest, dataset=dataset.latest, spec={}, by=actor(RESEARCHER))


def follow(job: Job, walk: Walk) -> None:
    """Show the job's steps until it has ended."""
    with walk.training_bar() as bar:
        while not job.item.has_ended:
            progress = job.item.progress
            bar.total = progress.get("of")
            bar.n = progress.get("step", 0)
            bar.set_description_str(_sentence(job.item))
            time.sleep(LOOK_EVERY_SECONDS)
            job.item.refresh_from_db()
        bar.set_description_str("")


def _sentence(item: Item) -> str:
    if item.state == State.QUEUED:
        return position(item).sentence
    words = PHASES.get(item.phase, item.get_state_display())
    if "accuracy" in item.progress:
        return _("%(phase)s, %(accuracy).1f %% right on the validation rows") % {
            "phase": words,
            "accuracy": 100 * item.progress["accuracy"],
        }
    return str(words)
