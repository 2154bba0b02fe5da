"""What helps a job beside base and data: a teacher, synonyms, models that translate.

Each is a version of an asset, pinned by its digest, asked of the policy as base and data are, and an ancestor of the
model that the job makes.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from agreements.models import AssetVersion
from catalog.models import DatasetVersion
from catalog.services import materialise as materialise_data
from jobs.inputs import DATA_FILE, lock
from jobs.paths import value_at
from registry.models import ModelVersion
from registry.services import materialise as materialise_model

Helpers = Mapping[str, AssetVersion]  # by their roles


class Role(NamedTuple):
    """The settings that name where a helper lies and pin it, what is done to it, and the setting that asks for it."""

    place: str
    digest: str
    operation: str
    share: str = ""


ROLES = {
    "teacher": Role("distillation.teacher", "distillation.sha256", "derive"),
    "synonyms": Role("augmentation.synonym_file", "augmentation.synonym_sha256", "train", "augmentation.synonyms"),
    "translator": Role(
        "augmentation.translator", "augmentation.translator_sha256", "derive", "augmentation.translations"
    ),
    "translator_back": Role(
        "augmentation.translator_back", "augmentation.translator_back_sha256", "derive", "augmentation.translations"
    ),
}
PINNED = tuple(path for role in ROLES.values() for path in (role.place, role.digest))
NO_HELPERS: Helpers = {}


def needs_of_helpers(helpers: Helpers) -> list[tuple[str, AssetVersion]]:
    """What is done to them: a model that learns what another says derives from it."""
    return [(ROLES[name].operation, version) for name, version in helpers.items()]


def faults_of_help(chosen: dict[str, Any], helpers: Helpers) -> dict[str, str]:
    """Settings that leave a helper without work: its terms bind the result, so that it is not taken for nothing."""
    words = _("Say how large this share is, or leave out what it would be made with.")
    shares = [ROLES[name].share for name in helpers]
    return {share: words for share in shares if share and not value_at(chosen, share)}


def pinned_helpers(helpers: Helpers) -> dict[str, str]:
    """The settings that say which they are, by their paths."""
    places = {ROLES[name].place: _place_of(name) for name in helpers}
    return places | {ROLES[name].digest: version.digest for name, version in helpers.items()}


def _place_of(name: str) -> str:
    return f"{name}/{DATA_FILE}" if name == "synonyms" else name


def lay_out_helpers(helpers: Helpers, folder: Path) -> dict[str, str]:
    """Put them into `folder`, verified and read-only; the settings that say where they lie now, by their paths.

    Raises:
        BlobDamaged: the bytes are not what was put.
    """
    for name, version in helpers.items():
        if name == "synonyms":
            materialise_data(DatasetVersion.objects.get(version=version), folder / name)
        else:
            materialise_model(ModelVersion.objects.get(version=version), folder / name)
        lock(folder / name)
    return {ROLES[name].place: str(folder / _place_of(name)) for name in helpers}
