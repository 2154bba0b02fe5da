"""Combining once more: the next version of a combined dataset, when its sources have newer versions."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.access import usable_versions
from catalog.models import Dataset, DatasetVersion, Fusion
from catalog.services.fusions import Part, fuse_sources
from organizations.actor import Actor


def fuse_again(dataset: Dataset, *, by: Actor) -> Fusion:
    """Have the next version made as the newest one was, of the newest versions of its sources.

    Raises:
        NotAllowed, LicenceConflict: as when it was combined first.
        ValidationError: there is nothing newer, or a source has not the columns any more.
    """
    parts = newer_parts(dataset.latest, by=by)
    if not parts:
        raise ValidationError(_("None of its sources has a newer version that you may make something of."))
    before = dataset.latest.made_by_fusion
    about = {"changes": _("Combined again, of the newest versions of its sources.")}
    return fuse_sources(
        parts,
        columns=before.columns,
        about=about,
        by=by,
        distinct=before.distinct,
        dataset=dataset,
        project=before.project,
    )


def newer_parts(version: DatasetVersion, *, by: Actor) -> list[Part]:
    """What `version` was combined of, in the newest versions; nothing where none is newer, or `by` may not use one.

    A version from which rows were withdrawn since is none that was combined: its sources would bring them back.
    """
    before = Fusion.objects.filter(made=version).select_related("project").first()
    if before is None:
        return []
    sources = list(before.sources.select_related("version__version__asset"))
    slugs = [each.version.version.asset.slug for each in sources]
    newest = usable_versions(slugs, by=by, project=before.project)
    if len(newest) < len(sources) or newest == [each.version for each in sources]:
        return []
    return [Part(now, each.columns, each.labels, each.weight) for now, each in zip(newest, sources, strict=True)]
