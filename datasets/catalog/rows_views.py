"""Pages that look into a version: its rows with search and filter; and the word to have it profiled."""

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.operations import Operation
from agreements.policy import require
from catalog.access import access_to, version_at
from catalog.album import SHOWN_INLINE, album_of
from catalog.forms.looking import RowsForm
from catalog.services.profiles import ask_for_profile
from catalog.services.rows import find_rows
from catalog.sight import seen_columns, sight_of
from catalog.telling import heads, tell_rows
from organizations.requests import ActingRequest


@csp_update(SHOWN_INLINE)  # type: ignore[arg-type]  # it thinks that no view takes a part of the address
@login_required
@require_safe
def rows_page(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """The rows of a version, or those that hold words or a value, for who may see them."""
    version = version_at(slug, number, by=request.actor)
    project = request.GET.get("project", "")
    access = access_to(version.version, [Operation.PREVIEW], by=request.actor, project=project)
    yes = require(request.actor, "preview", version.version, project=access.project)
    form = RowsForm(request.GET, columns=seen_columns(version, sight_of(version, yes)))
    page = None
    if form.is_valid():
        try:
            page = find_rows(
                version, form.wanted, page=request.GET.get("page", "1"), by=request.actor, project=access.project
            )
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "dataset": version.dataset,
        "shown": version,
        "access": access,
        "form": form,
        "is_narrowed": bool(form.query),
        "query": form.address(project=project),
        "page": page,
        "heads": heads(version.columns),
        "rows": tell_rows(version, page.object_list) if page else [],
        "pictures": album_of(version, list(page)) if page else [],
    }
    return render(request, "catalog/rows_page.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def profile_version(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Have a version profiled that never was, or whose profile failed."""
    version = version_at(slug, number, by=request.actor)
    try:
        ask_for_profile(version, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is being profiled. That takes a minute or two."))
    return redirect(f"{version.dataset.get_absolute_url()}?version={number}")
