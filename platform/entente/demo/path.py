"""The path of the demonstration, step by step; each step finds what an earlier run made, and goes on from there."""

from dataclasses import dataclass

from django.core.management import call_command
from django.utils.translation import gettext as _

from agreements.models import Agreement, State
from catalog.models import Dataset
from collaborations.models import Project
from entente.demo import job as the_job
from entente.demo import matters, research, shared, stopping
from entente.demo.people import SignIn, seed_people
from entente.demo.table import Table
from entente.demo.walk import Walk
from jobs.models import Job
from registry.models import Model

STEPS = 10


@dataclass
class Scene:
    """What the steps have made or found so far."""

    sign_ins: list[SignIn]
    model: Model
    dataset: Dataset
    project: Project
    agreement: Agreement


def prepare(walk: Walk) -> None:
    """Tables, and the roles that may use them."""
    with walk.step("migrate", _("Setting up the database")):
        call_command("migrate", verbosity=0, interactive=False)


def set_the_scene(table: Table, walk: Walk) -> Scene:
    """People, model, data, project, and the draft of an agreement."""
    with walk.step(
        "people", _("Founding a university, a company and the platform's own organization, with their people")
    ):
        sign_ins = seed_people()
    with walk.step("model", _("Nordhaven University publishes the base model %(name)s") % {"name": shared.BASE_NAME}):
        model = shared.seed_base_model()
    with walk.step("dataset", _("Halvard Bearings AG brings “%(name)s”") % {"name": table.dataset}):
        dataset = shared.seed_dataset(table)
    with walk.step("project", _("The two start “%(name)s” and draft an agreement") % {"name": table.project}):
        project = shared.seed_project(table)
        agreement = shared.draft(table, dataset, project)
    return Scene(sign_ins, model, dataset, project, agreement)


def sign(scene: Scene, walk: Walk) -> None:
    """The same job is refused before the agreement holds; then it is proposed, agreed, reviewed and signed."""
    if scene.agreement.state != State.ACTIVE:
        walk.say(_("  Before it is signed, Wen Jiahui of Nordhaven submits the job. The site answers:"))
        walk.say(f"    {the_job.refusal(scene.project, scene.model, scene.dataset)}")
    with walk.step(
        "agreement", _("“%(name)s” is proposed, reviewed and signed by both") % {"name": scene.agreement.title}
    ):
        scene.agreement = shared.carry_through(scene.agreement, scene.project)


def train(scene: Scene, walk: Walk) -> Job:
    """Submit the job, or find it, and follow it to its end; a worker must be running."""
    with walk.step("job", _("A job of the university trains on the company's data, which only the agreement allows")):
        job = the_job.submitted(scene.project, scene.model, scene.dataset)
        the_job.follow(job, walk)
    return job


def stop_and_go_on(scene: Scene, walk: Walk) -> None:
    """The company sees what a suspension would stop, suspends, and the same job is refused again; then it resumes."""
    if not scene.agreement.withdrawals.exists():
        walk.say(_("  Before Halvard Bearings suspends the agreement, the site shows what that would stop:"))
        stopping.preview(scene.agreement, walk)
    with walk.step("suspension", _("The company suspends the agreement; nothing rests on it until it is resumed")):
        if not scene.agreement.withdrawals.exists():
            stopping.suspend(scene.agreement)
            walk.say(_("  Wen Jiahui submits once more. The site answers:"))
            walk.say(f"    {the_job.refusal(scene.project, scene.model, scene.dataset)}")
        if scene.agreement.state == State.SUSPENDED:
            stopping.resume(scene.agreement)


def leave_open(scene: Scene, job: Job, walk: Walk) -> None:
    """Something for each visitor to do."""
    with walk.step("matters", _("Left for you: terms under discussion, one agreement to review, one access request")):
        matters.leave_open(scene.dataset, scene.project)
    with walk.step("research", _("And a manuscript that the company reads, and an invention that it decides about")):
        research.leave_research(scene.dataset, scene.project, job)
