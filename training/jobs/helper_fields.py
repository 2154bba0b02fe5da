"""The fields of a new job for what helps it: a teacher, synonyms, models that translate."""

from collections.abc import Iterable
from functools import partial, reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import AssetVersion
from catalog.models import DatasetVersion
from collaborations.models import Project
from engine.spec.bases import FAMILIES
from engine.spec.clashes import TAUGHT, changes_for
from jobs.choices import TO_START_FROM, newest_usable
from jobs.helpers import ROLES
from jobs.offers import Offer
from jobs.settings_words import SETTINGS, Words
from organizations.actor import Actor
from registry.models import ModelVersion

TRANSLATES = reduce(  # as `kind_of` tells it
    or_, (Q(version__asset__model__architecture__istartswith=name) for name in FAMILIES["encoder-decoder"])
)
HELP: dict[str, Words] = {
    "teacher": gettext_lazy("A larger model that was trained for the same task and may be trained further."),
    "synonyms": gettext_lazy(
        "A dataset that one may train on: in each row words of one meaning, as a list or in columns."
    ),
    "translator": gettext_lazy("A model that translates the texts into another language and may be trained further."),
    "translator_back": gettext_lazy("One that translates from that language back."),
}


class HelperChoice(forms.TypedChoiceField):
    """One of these versions; None where none is chosen."""

    def __init__(self, versions: Iterable[Any], **options: Any) -> None:
        self._versions: dict[str, AssetVersion] = {each.version.asset.slug: each.version for each in versions}
        named = [
            (slug, _("%(name)s, version %(number)d") % {"name": each.asset.name, "number": each.number})
            for slug, each in self._versions.items()
        ]
        choices = [("", _("none")), *named]
        super().__init__(choices=choices, coerce=self._versions.get, empty_value=None, required=False, **options)


def helper_fields(offer: Offer | None, project: Project, actor: Actor) -> dict[str, forms.Field]:
    """The fields that the task has a use for, by the settings that name what is chosen there."""
    if offer is None:
        return {}
    changes, models = changes_for(offer.task), ModelVersion.objects.all()
    usable = partial(newest_usable, actor, project)
    found: dict[str, Iterable[Any]] = {}
    if offer.task in TAUGHT:
        found["teacher"] = usable(models.filter(version__asset__model__task=offer.task), TO_START_FROM)
    if "synonyms" in changes:
        found["synonyms"] = usable(DatasetVersion.objects.all(), ["train"])
    if "translations" in changes:
        writing = usable(models.filter(TRANSLATES), TO_START_FROM)
        found |= dict.fromkeys(("translator", "translator_back"), writing)
    return {
        ROLES[name].place: HelperChoice(versions, label=SETTINGS[ROLES[name].place][0], help_text=HELP[name])
        for name, versions in found.items()
    }
