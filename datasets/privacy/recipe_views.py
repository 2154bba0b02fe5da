"""Pages on which personal data is taken out of a version: written, looked at, approved."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.policy import decide, require
from catalog.access import version_at
from organizations.actor import Actor
from organizations.requests import ActingRequest
from privacy.deidentifying import approve_recipe, write_recipe
from privacy.examples import examples
from privacy.models import Deidentification, Finding
from privacy.recipe_forms import RecipeForm
from privacy.recipe_words import DEEDS, HELP, write_setting
from privacy.recipes import Recipe
from privacy.telling import why_failed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recipe_new(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Write how personal data is taken out of a version."""
    version = version_at(slug, number, by=request.actor)
    require(request.actor, "deidentify", version.version.asset)
    findings = list(Finding.objects.personal().filter(scan=version.pk))
    form = RecipeForm(request.POST or None, version=version, by=request.actor, findings=findings)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("changes", "recipient")}
        try:
            return redirect(write_recipe(version, form.recipe, **told, by=request.actor).get_absolute_url())
        except ValidationError as error:
            for name, said in error.message_dict.items():
                form.add_error(name if name in form.fields else None, said)
    helps = [(DEEDS[deed], words) for deed, words in HELP.items()]
    context = {"version": version, "dataset": version.dataset, "form": form, "helps": helps}
    return render(request, "privacy/recipe_new.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def recipe_page(request: ActingRequest, slug: str, number: int, uid: str) -> HttpResponse:
    """A recipe with its steps, what it does to some rows and to the risk, and where it stands."""
    written = find_recipe(slug, number, uid, by=request.actor)
    recipe = Recipe.from_json(written.recipe)
    may_approve = decide(request.actor, "approve_recipe", written)
    context = {
        "written": written,
        "version": written.version,
        "dataset": written.version.dataset,
        "steps": told_steps(recipe),
        "recipe": recipe,
        "changes": examples(written.version, recipe, by=request.actor),
        "why": why_failed(written.item, request.actor),
        "may_approve": may_approve.allowed,
        "why_not": may_approve.sentences(request.actor),
    }
    return render(request, "privacy/recipe.html", context)


@login_required
@require_POST
def recipe_approve(request: ActingRequest, slug: str, number: int, uid: str) -> HttpResponse:
    """Have the new version made."""
    written = find_recipe(slug, number, uid, by=request.actor)
    try:
        approve_recipe(written, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The new version is being made."))
    return redirect(written.get_absolute_url())


def find_recipe(slug: str, number: int, uid: str, *, by: Actor) -> Deidentification:
    """The recipe of that version, for a steward of its owner; a 404 for who may not know of the version.

    Raises NotAllowed: `by` may know of the dataset, and is no steward of its owner.
    """
    version = version_at(slug, number, by=by)
    require(by, "deidentify", version.version.asset)
    told = Deidentification.objects.select_related(
        "item", "recipient", "written_by", "approved_by", "made__version__asset", "version__version__asset__owner"
    )
    return get_object_or_404(told, version=version, uid=uid)


def told_steps(recipe: Recipe) -> list[tuple[str, Any, str]]:
    """Each step as a column, what becomes of it, and the setting."""
    return [(step.column, DEEDS[step.deed], write_setting(step.deed, dict(step.options))) for step in recipe.steps]
