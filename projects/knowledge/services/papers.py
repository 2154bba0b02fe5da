"""Writing a paper: its particulars, its authors, its manuscripts, and what it rests on."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from agreements.models import AssetVersion
from agreements.policy import permitted
from agreements.services.documents import check_document, keep_document
from audit.services import record
from collaborations.models import Project
from jobs.models import Job
from knowledge.models import Author, Manuscript, Paper, Support
from knowledge.people import orcid_of
from organizations.actor import Actor
from reports.documents import digest_of

DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


def begin_paper(
    project: Project,
    *,
    title: str,
    by: Actor,
    abstract: str = "",
    venue: str = "",
    doi: str = "",
    authors: Iterable[Mapping[str, Any]] = (),
) -> Paper:
    """A draft that the organization acted for publishes one day; `authors` are said as `add_author` takes them.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the title is missing, the DOI is none, or an author can't be added.
    """
    with permitted(by, [("write_paper", project.undertaking)]) as yes:
        assert by.organization is not None  # a party
        told = {"title": title.strip(), "abstract": abstract.strip(), "venue": venue.strip(), "doi": doi_of(doi)}
        paper = Paper(project=project, organization=by.organization, written_by=by.user, **told)
        paper.full_clean()
        paper.save()
        Author.objects.bulk_create([_author(paper, place, **one) for place, one in enumerate(authors, start=1)])
        record(by, "paper.begun", paper, decision=yes, title=paper.title)
    return paper


def edit_paper(paper: Paper, *, title: str, abstract: str, venue: str, doi: str, by: Actor) -> Paper:
    """Change what is said of it.

    Raises:
        NotAllowed: the policy refuses; only who publishes it changes it.
        ValidationError: the title is missing, or the DOI is none.
    """
    with permitted(by, [("write_paper", paper)]) as yes:
        paper.title, paper.abstract = title.strip(), abstract.strip()
        paper.venue, paper.doi = venue.strip(), doi_of(doi)
        paper.full_clean()
        paper.save(update_fields=["title", "abstract", "venue", "doi"])  # not what was submitted meanwhile
        record(by, "paper.edited", paper, decision=yes, title=paper.title)
    return paper


def add_author(
    paper: Paper, *, name: str, by: Actor, orcid: str = "", roles: Iterable[str] = (), user: User | None = None
) -> Author:
    """Another author, after those that are there; with `user`, somebody of the team.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the ORCID's check digit doesn't fit, a role is none of CRediT, or the name is missing.
    """
    with permitted(by, [("write_paper", paper)]) as yes:
        last = paper.authors.aggregate(last=Max("position"))["last"] or 0
        author = _author(paper, last + 1, name=name, orcid=orcid, roles=roles, user=user)
        author.save()
        record(by, "paper.edited", paper, decision=yes, author=author.position)
    return author


def _author(
    paper: Paper, position: int, *, name: str, orcid: str = "", roles: Iterable[str] = (), user: User | None = None
) -> Author:
    try:
        known = orcid_of(orcid)
    except ValidationError as fault:
        raise ValidationError({"orcid": fault}) from fault
    author = Author(paper=paper, position=position, user=user, orcid=known, roles=list(roles))
    author.name = name.strip() or (user.name if user else "")
    author.clean_fields(exclude=["paper", "user"])  # which would be read again, author by author
    return author


def remove_author(paper: Paper, position: int, *, by: Actor) -> None:
    """Take the author in this place out; the others move up.

    Raises:
        NotAllowed: the policy refuses.
    """
    with permitted(by, [("write_paper", paper)]) as yes:
        paper.authors.filter(position=position).delete()
        for place, author in enumerate(paper.authors.order_by("position"), start=1):
            Author.objects.filter(pk=author.pk).update(position=place)
        record(by, "paper.edited", paper, decision=yes, author=position)


def rest_on(
    paper: Paper, *, by: Actor, job: Job | None = None, version: AssetVersion | None = None, says: str = ""
) -> Support:
    """Say that it rests on a job's report, as it is now, or on a version of a dataset or model.

    Raises:
        NotAllowed: the policy refuses, or the actor may not know of it.
        ValidationError: the job is none of the project's or has no report, or it is named already.
    """
    with permitted(by, [("write_paper", paper), ("discover", job or version)]) as yes:
        if job is not None and (job.project_id != paper.project_id or not hasattr(job, "result")):
            raise ValidationError({"on": _("Choose a job of this project that has its report.")})
        support = Support(paper=paper, job=job, version=version, says=says.strip())
        support.sha256 = digest_of(job) if job else ""
        if paper.supports.filter(job=job, version=version).exists():
            raise ValidationError({"on": _("The paper rests on this already.")})
        support.full_clean()
        support.save()
        record(by, "paper.edited", paper, decision=yes, rests_on=str(support))
    return support


def rest_no_more_on(support: Support, *, by: Actor) -> None:
    """Take back that a paper rests on this.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it was submitted so.
    """
    with permitted(by, [("write_paper", support.paper)]) as yes:
        if support.paper.submitted_at:
            raise ValidationError(_("The paper was submitted with this: what it rests on stays."))
        record(by, "paper.edited", support.paper, decision=yes, no_more=str(support))
        support.delete()


def add_manuscript(paper: Paper, file: "UploadedFile[Any]", *, by: Actor, changes: str = "") -> Manuscript:
    """Another version of the text. Its readers have not read it: it has to be given to them anew.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the file is empty or too large.
    """
    check_document(file, field="file")
    if not file.size:
        raise ValidationError({"file": _("The file is empty. Choose the manuscript.")})
    with permitted(by, [("write_paper", paper)]) as yes:
        assert by.organization is not None  # a party
        blob, name = keep_document(by.organization, file)
        last = paper.manuscripts.aggregate(last=Max("number"))["last"] or 0
        manuscript = Manuscript(paper=paper, number=last + 1, file=blob, file_name=name, added_by=by.user)
        manuscript.changes = changes.strip()
        manuscript.full_clean()
        manuscript.save()
        record(by, "paper.manuscript_added", paper, decision=yes, number=manuscript.number, sha256=blob.sha256)
    return manuscript


def doi_of(written: str) -> str:
    """A DOI without what resolves it; "" for none.

    Raises:
        ValidationError: it has another shape.
    """
    written = written.strip()
    found = DOI.fullmatch(written)
    if written and not found:
        told = {"doi": _("“%(doi)s” is no DOI. One begins with 10., as in 10.1000/182.") % {"doi": written}}
        raise ValidationError(told)
    return found[1] if found else ""
