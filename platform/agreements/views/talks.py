"""A version of the terms with its redline, and the deeds of talking about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.forms.agreements import CommentForm, ReplyForm
from agreements.models import Agreement, Comment, Party, TermsVersion
from agreements.pages.talks import talk_of
from agreements.pages.texts import text_of
from agreements.policy import visible
from agreements.services.talking import answer_comment, comment_on, note_reading, resolve_comment
from agreements.views.agreements import find
from organizations.actor import Actor
from organizations.requests import ActingRequest


@login_required
@require_safe
def version(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """One version: what it changed, its clauses, what was said about it and who has opened it."""
    return _page(request, _version(request, slug, number))


@login_required
@require_POST
def comment(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Begin a thread about a version or one of its clauses."""
    chosen = _version(request, slug, number)
    form = CommentForm(request.POST, clauses=text_of(chosen).clauses, asks_audience=True)
    if not form.is_valid():
        return _page(request, chosen, form)
    said = form.cleaned_data
    comment_on(chosen, said["text"], clause=said["clause"], for_reviewers=said["for_reviewers"], by=request.actor)
    messages.success(request, _("Your comment stands beside the text."))
    return redirect(place_of(chosen, request.actor) + "#talk")


@login_required
@require_POST
def answer(request: ActingRequest, uid: str) -> HttpResponse:
    """Answer in a thread."""
    thread = _thread(request, uid)
    form = ReplyForm(request.POST)
    if form.is_valid():
        answer_comment(thread, form.cleaned_data["text"], by=request.actor)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(place_of(thread.version, request.actor) + "#talk")


@login_required
@require_POST
def resolve(request: ActingRequest, uid: str) -> HttpResponse:
    """Close a thread."""
    thread = _thread(request, uid)
    try:
        resolve_comment(thread, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(place_of(thread.version, request.actor) + "#talk")


def place_of(version: TermsVersion, reader: Actor) -> str:
    """Where this reader talks about a version: parties on its page, reviewers at the desk."""
    agreement: Agreement = version.agreement
    if reader.opens_desk and not Party.objects.filter(agreement=agreement, organization=reader.organization).exists():
        return reverse("admin:agreements_agreement_review", args=[agreement.slug])
    return reverse("agreements:version", args=[agreement.slug, version.number])


def _page(request: ActingRequest, version: TermsVersion, form: CommentForm | None = None) -> HttpResponse:
    agreement, text = version.agreement, text_of(version)
    note_reading(version, by=request.actor)
    talk = talk_of(agreement, version, text, request.actor)
    if form is not None:
        talk["form"] = form
    context = {"agreement": agreement, "version": version, "text": text, "talk": talk}
    return render(request, "agreements/talks/version.html", context, status=422 if form is not None else 200)


def _version(request: ActingRequest, slug: str, number: int) -> TermsVersion:
    versions = TermsVersion.objects.select_related("agreement", "proposed_by", "proposed_for")
    shown = visible(request.actor, versions, "discover")
    return get_object_or_404(shown, agreement=find(request, slug), number=number)


def _thread(request: ActingRequest, uid: str) -> Comment:
    said = visible(request.actor, Comment.objects.select_related("version__agreement"), "discover")
    return get_object_or_404(said, uid=uid)
