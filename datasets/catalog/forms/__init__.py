"""The forms by which data comes in."""

from catalog.forms.bringing import DatasetForm, VersionForm
from catalog.forms.drafting import DraftForm

__all__ = ["DatasetForm", "DraftForm", "VersionForm"]
