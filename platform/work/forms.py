"""The form that sets a budget, in the units that people think in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import Organization
from work.models import Budget
from work.services.limits import MOST, Limits, Owner

HOUR, GB = 3600, 2**30  # as sizes are told everywhere
MOST_HOURS, MOST_GB = (MOST.gpu_seconds or 0) // HOUR, (MOST.storage_bytes or 0) // GB
NUMBER = {"class": "input-short", "inputmode": "decimal"}


class BudgetForm(forms.Form):
    """The three limits of whoever was chosen before; what is left empty is not limited."""

    of = forms.ChoiceField(widget=forms.HiddenInput, error_messages={"required": _("Choose whose budget it is.")})
    running = forms.IntegerField(
        label=_("Jobs at once"),
        required=False,
        min_value=0,
        max_value=MOST.running,
        widget=forms.TextInput(NUMBER),
    )
    gpu_hours = forms.FloatField(
        label=_("GPU-hours a month"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        widget=forms.TextInput(NUMBER),
        help_text=_("They renew on the first day of a month, UTC."),
    )
    storage_gb = forms.FloatField(
        label=_("GB kept of results"),
        required=False,
        min_value=0,
        max_value=MOST_GB,
        widget=forms.TextInput(NUMBER),
    )

    def __init__(self, *args: Any, owners: Iterable[Owner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {key_of(owner): owner for owner in owners}
        of = self.fields["of"]
        assert isinstance(of, forms.ChoiceField)
        of.choices = [(key, str(owner)) for key, owner in self.owners.items()]

    @property
    def owner(self) -> Owner:
        """Who was chosen."""
        return self.owners[self.cleaned_data["of"]]

    @property
    def limits(self) -> Limits:
        """In the units of the queue."""
        hours, gigabytes = self.cleaned_data["gpu_hours"], self.cleaned_data["storage_gb"]
        return Limits(
            running=self.cleaned_data["running"],
            gpu_seconds=None if hours is None else hours * HOUR,
            storage_bytes=None if gigabytes is None else round(gigabytes * GB),
        )


def key_of(owner: Owner) -> str:
    """How the form names it: one organization, many projects and people."""
    if isinstance(owner, Organization):
        return "organization"
    return f"person/{owner.uid}" if isinstance(owner, User) else f"project/{owner.slug}"


def values_of(budget: Budget) -> dict[str, Any]:
    """What the form begins with for a budget that is there."""
    return {
        "running": budget.running,
        "gpu_hours": None if budget.gpu_seconds is None else f"{budget.gpu_seconds / HOUR:.7g}",
        "storage_gb": None if budget.storage_bytes is None else f"{budget.storage_bytes / GB:.7g}",
    }
