"""What the demonstration’s research comes to: a paper that the company reads, an invention that it decides about."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from catalog.models import Dataset
from collaborations.models import Project
from entente.demo.cast import COMPANY, RESEARCHER, STEWARD, UNIVERSITY
from entente.demo.people import actor, organization
from jobs.models import Job
from knowledge.models import Invention, Paper
from knowledge.people import Contribution
from knowledge.services import add_author, add_manuscript, begin_paper, disclose_invention, give_manuscript, rest_on
from knowledge.services.inventions import Part


def leave_research(dataset: Dataset, project: Project, job: Job) -> None:
    """Each of them, unless an earlier run has."""
    if not Paper.objects.filter(project=project).exists():
        _paper(project, job)
    if not Invention.objects.filter(project=project).exists():
        _disclose(dataset, project)


def _paper(project: Project, job: Job) -> None:
    """The university writes on the job's report, and gives the manuscript to the company."""
    by = actor(RESEARCHER)
    paper = begin_paper(
        project,
        title=_("What fitters write: naming faults with a small language model"),
        abstract=_(
            "Fitters’ notes are short and full of the plant’s own words. A small encoder still names the fault."
        ),
        venue=_("Maintenance and Language, 2027"),
        by=by,
    )
    writing, data = [Contribution.WRITING_DRAFT, Contribution.SOFTWARE], [Contribution.DATA_CURATION]
    for person, roles in ((RESEARCHER, writing), (STEWARD, data)):
        add_author(paper, name=person.name, user=actor(person).user, roles=roles, by=by)
    rest_on(paper, job=job, says=_("The abstract and table 1"), by=by)
    add_manuscript(paper, SimpleUploadedFile("what-fitters-write.md", f"# {paper.title}\n".encode()), by=by)
    give_manuscript(paper, by=by)


def _disclose(dataset: Dataset, project: Project) -> None:
    """Both invented it, in the parts that the agreement gives them; until it is decided, the paper is frozen."""
    disclose_invention(
        project,
        title=_("Two-step labelling of short notes by fitters and model"),
        description=_(
            "The model proposes two faults; the fitter who wrote the note chooses, and the choice is learned."
        ),
        inventors=[
            Part(STEWARD.name, organization(COMPANY), Decimal(50)),
            Part(RESEARCHER.name, organization(UNIVERSITY), Decimal(50)),
        ],
        versions=[dataset.latest.version],
        by=actor(STEWARD),
    )
