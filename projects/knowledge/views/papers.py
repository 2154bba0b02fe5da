"""Pages of a paper: begin it, read it, write it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.downloads import attachment_of
from agreements.policy import decide, require
from collaborations.views.projects import find
from knowledge.bibtex import entry_of
from knowledge.finding import find_paper
from knowledge.forms.papers import AuthorForm, ManuscriptForm, NewPaperForm, PaperForm, SupportForm
from knowledge.models import Invention, ManuscriptReading, Paper
from knowledge.services import remove_author, rest_no_more_on
from knowledge.standing import standing_of, supports_of
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, slug: str) -> HttpResponse:
    """Begin a paper of the project."""
    project = find(request, slug)
    require(request.actor, "write_paper", project.undertaking)
    form = NewPaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (paper := form.save(project, by=request.actor)):
        return redirect(paper)
    context = {"project": project, "form": form}
    return render(request, "knowledge/paper_new.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def paper(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """The paper: what keeps it in, who reads it, what it rests on."""
    return _page(request, find_paper(request.actor, uid, slug))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Change what is said of it."""
    paper = find_paper(request.actor, uid, slug)
    require(request.actor, "write_paper", paper)
    as_it_stands = {name: getattr(paper, name) for name in ("title", "abstract", "venue", "doi")}
    form = PaperForm(request.POST if request.method == "POST" else None, initial=as_it_stands)
    if request.method == "POST" and form.is_valid() and form.change(paper, by=request.actor):
        return redirect(paper)
    context = {"paper": paper, "project": paper.project, "form": form}
    return render(request, "knowledge/paper_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def authors(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Another author, or one less."""
    paper = find_paper(request.actor, uid, slug)
    require(request.actor, "write_paper", paper)
    if "remove" in request.POST:
        remove_author(paper, _number(request.POST["remove"]), by=request.actor)
        return redirect(f"{paper.get_absolute_url()}#authors")
    form = AuthorForm(request.POST, paper=paper)
    if form.is_valid() and form.save(by=request.actor):
        return redirect(f"{paper.get_absolute_url()}#authors")
    return _page(request, paper, author_form=form)


@login_required
@require_POST
def supports(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Something more that it rests on, or less."""
    paper = find_paper(request.actor, uid, slug)
    require(request.actor, "write_paper", paper)
    if "remove" in request.POST:
        support = get_object_or_404(paper.supports, pk=_number(request.POST["remove"]))
        try:
            rest_no_more_on(support, by=request.actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(f"{paper.get_absolute_url()}#rests-on")
    form = SupportForm(request.POST, project=paper.project, actor=request.actor)
    if form.is_valid() and form.save(paper, by=request.actor):
        return redirect(f"{paper.get_absolute_url()}#rests-on")
    return _page(request, paper, support_form=form)


@login_required
@require_POST
def manuscripts(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Another version of the text."""
    paper = find_paper(request.actor, uid, slug)
    require(request.actor, "write_paper", paper)
    form = ManuscriptForm(request.POST, request.FILES)
    if form.is_valid() and form.save(paper, by=request.actor):
        messages.success(request, _("The manuscript is added. Its readers get it once you give it to them."))
        return redirect(paper)
    return _page(request, paper, manuscript_form=form)


@login_required
@require_safe
def manuscript(request: ActingRequest, slug: str, uid: UUID, number: int) -> StreamingHttpResponse:
    """The file, for the parties."""
    rows = find_paper(request.actor, uid, slug).manuscripts.select_related("file")
    found = get_object_or_404(rows, number=number)
    return attachment_of(found.file, name=found.file_name)


@login_required
@require_safe
def bibtex(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """The paper as BibTeX."""
    answer = HttpResponse(entry_of(find_paper(request.actor, uid, slug)), content_type="application/x-bibtex")
    answer["Content-Disposition"] = 'attachment; filename="paper.bib"'
    return answer


def _page(request: ActingRequest, paper: Paper, **sent: forms.Form) -> HttpResponse:
    """The page, with what was sent and is faulty in the place of its form."""
    standing, actor = standing_of(paper), request.actor
    may_write = decide(actor, "write_paper", paper)
    ours = paper.reading_of(actor.organization)
    context: dict[str, Any] = {
        "paper": paper,
        "project": paper.project,
        "standing": standing,
        "reasons": standing.decision.sentences(actor),
        "supports": supports_of(paper, standing.decision, actor),
        "readings": _said(paper),
        "authors": paper.authors.all(),
        "manuscripts": paper.manuscripts.all(),
        "freezing": Invention.objects.freezing(paper).select_related("organization", "project__undertaking"),
        "may_write": may_write.allowed,
        "ours": ours,
        "may_answer": ours is not None and ours.is_open and decide(actor, "answer_manuscript", ours).allowed,
        "waits_to_be_given": any(each.state == "not_given" for each in standing.readers),
    }
    if may_write.allowed:
        context |= {
            "author_form": AuthorForm(paper=paper),
            "support_form": SupportForm(project=paper.project, actor=actor),
            "manuscript_form": ManuscriptForm(),
        }
    return render(request, "knowledge/paper.html", context | sent, status=422 if sent else 200)


def _said(paper: Paper) -> list[ManuscriptReading]:
    """What readers answered, about whichever version, the latest first."""
    answered = ManuscriptReading.objects.filter(manuscript__paper=paper).exclude(answer="")
    return list(answered.select_related("organization", "answered_by", "manuscript").order_by("-answered_at", "id"))


def _number(words: str) -> int:
    """A number as a form brings it; what is no number was never one of ours."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0
