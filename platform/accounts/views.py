"""One's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import ProfileForm
from accounts.models import User


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """How others read one's name."""
    assert isinstance(request.user, User)  # login_required
    person = User.objects.get(pk=request.user.pk)  # a copy: a faulty form must not rename the reader in the bar
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, _("Changed."))
        return redirect("accounts:profile")
    return render(request, "account/profile.html", {"form": form}, status=422 if form.errors else 200)
