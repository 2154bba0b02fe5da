"""Pages on personal data in datasets."""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.operations import Operation
from agreements.policy import decide, require
from catalog.access import access_to, version_at
from catalog.models import DatasetVersion
from catalog.sight import sight_of
from organizations.requests import ActingRequest
from privacy.forms import AnswerAllForm, AnswerForm
from privacy.models import Deidentification, Finding, Scan
from privacy.recipe_views import told_steps
from privacy.recipes import Recipe
from privacy.scanning import PERSONAL
from privacy.services import MOST_SECONDS, answer_finding, answer_findings, ask_for_scan, standing
from privacy.telling import seen_findings, why_ended

RECIPES = 20


class Told(NamedTuple):
    """A finding with the form to answer it, for who may."""

    finding: Finding
    form: AnswerForm | None

    @property
    def is_personal(self) -> bool:
        """Whether it has to be answered."""
        return self.finding.kind in PERSONAL


@login_required
@require_safe
def version_page(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """What was found in a version, for who may see its rows; with the answers of its steward."""
    version = version_at(slug, number, by=request.actor)
    return _page(request, version)


@login_required
@require_POST
def answer(request: ActingRequest, slug: str, number: int, uid: str) -> HttpResponse:
    """Answer one finding."""
    version = version_at(slug, number, by=request.actor)
    require(request.actor, "decide_findings", version.version.asset)
    finding = get_object_or_404(Finding.objects.select_related("scan"), uid=uid, scan=version.pk)
    form = AnswerForm(request.POST, finding=finding)
    if form.is_valid():
        try:
            answer_finding(finding, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                form.add_error(None, error)
                return _page(request, version, wrong=form)
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The answer is kept."))
        return redirect(f"{finding.scan.get_absolute_url()}#finding-{finding.uid}")
    return _page(request, version, wrong=form)


@login_required
@require_POST
def answer_all(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Answer several findings alike."""
    version = version_at(slug, number, by=request.actor)
    require(request.actor, "decide_findings", version.version.asset)
    form = AnswerAllForm(request.POST, open_ones=_open_ones(Finding.objects.filter(scan=version.pk)))
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("answer", "reason")}
        try:
            answer_findings(form.chosen(), **told, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The answers are kept."))
            return redirect("privacy:version", slug, number)
    return _page(request, version, wrong_all=form)


@login_required
@require_POST
def scan_again(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Have a version looked through."""
    version = version_at(slug, number, by=request.actor)
    try:
        ask_for_scan(version, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is being looked through. Until then it is kept to your organization."))
    return redirect(reverse("privacy:version", args=[slug, number]))


def _page(
    request: ActingRequest,
    version: DatasetVersion,
    wrong: AnswerForm | None = None,
    wrong_all: AnswerAllForm | None = None,
) -> HttpResponse:
    access = access_to(version.version, [Operation.PREVIEW], by=request.actor, project=request.GET.get("project", ""))
    yes = require(request.actor, "preview", version.version, project=access.project)
    sight = sight_of(version, yes)
    scan = Scan.objects.select_related("item", "version__version__asset").filter(pk=version.pk).first()
    may_decide = decide(request.actor, "decide_findings", version.version.asset).allowed
    found = seen_findings(scan, sight) if scan else []
    told = [Told(each, _form(each, wrong) if may_decide else None) for each in found]
    open_ones = _open_ones(found) if may_decide else []
    stands = standing(scan)
    made_by = Deidentification.objects.select_related("version__version").filter(made=version.pk).first()
    context = {
        "version": version,
        "dataset": version.dataset,
        "scan": scan,
        "standing": stands,
        "may_look": may_decide and stands in ("none", "failed", "stopped"),
        "minutes": round(scan.seconds / 60) if scan else 0,
        "most_minutes": round(MOST_SECONDS / 60),
        "why": why_ended(scan, request.actor) if scan else [],
        "personal": [each for each in told if each.is_personal],
        "answer_all": wrong_all or (AnswerAllForm(open_ones=open_ones) if len(open_ones) > 1 else None),
        "noted": [each for each in told if not each.is_personal],
        "clean": _columns_without(scan, found) if scan else [],
        "may_decide": may_decide,
        "recipes": version.deidentifications.select_related("version__version__asset")[:RECIPES] if may_decide else [],
        "made_by": made_by,
        "made_steps": told_steps(Recipe.from_json(made_by.recipe)) if made_by and not sight.masked else [],
        "pictures": any(column.get("kind") == "picture" for column in version.columns),
    }
    return render(request, "privacy/version.html", context, status=422 if wrong or wrong_all else 200)


def _open_ones(found: Iterable[Finding]) -> list[Finding]:
    return [each for each in found if each.kind in PERSONAL and not each.answer]


def _form(finding: Finding, wrong: AnswerForm | None) -> AnswerForm:
    return wrong if wrong and wrong.finding == finding else AnswerForm(finding=finding)


def _columns_without(scan: Scan, found: list[Finding]) -> list[dict[str, object]]:
    with_findings = {each.column for each in found}
    return [each for each in scan.looked if each["column"] not in with_findings]
