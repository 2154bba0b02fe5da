"""The rows that are kept here: files and profiles of versions that were closed, or that a duty speaks of."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from agreements.keeping.derived import assets_of
from agreements.keeping.holdings import Held, Holdings, Released
from agreements.models import AssetVersion, Duty
from agreements.services.withdrawing import note_withdrawn
from catalog.models import DatasetVersion, File, Profile
from vault.models import Blob


class DatasetHoldings(Holdings):
    """Datasets that the organization made of what has to go: copies of its rows are in them."""

    def held(self, duty: Duty) -> Iterator[Held]:
        """Every file of their versions."""
        return (_held(file.version, file.name, file.blob) for file in _files(_made_of(duty)))

    def release(self, duty: Duty) -> list[Released]:
        """The versions stay as numbers in the lineage, closed for good, without a row."""
        versions = list(_made_of(duty).select_related("version__asset"))
        for asset in {each.version.asset_id: each.version.asset for each in versions}.values():
            note_withdrawn(asset, {each.version.number for each in versions if each.version.asset_id == asset.pk})
        return release_rows([each.pk for each in versions])


def release_rows(versions: Sequence[int]) -> list[Released]:
    """Let go of files, profiles and small pictures of versions, by their ids."""
    rows = DatasetVersion.objects.filter(pk__in=versions)
    released: list[Released] = [(_held(file.version, file.name, file.blob), file.blob) for file in _files(rows)]
    File.objects.filter(version__in=versions).delete()
    profiles = Profile.objects.filter(version__in=versions).select_related("version__version__asset", "small_pictures")
    for profile in profiles:
        released.append((_held(profile.version, "profile", None), None))
        if small := profile.small_pictures:
            released.append((_held(profile.version, "small pictures", small), small))
    profiles.delete()
    return released


def _held(version: DatasetVersion, name: str, blob: Blob | None) -> Held:
    return Held(str(version), name, blob.sha256 if blob else "", blob.size if blob else 0)


def _files(versions: QuerySet[DatasetVersion]) -> QuerySet[File]:
    return File.objects.filter(version__in=versions).select_related("version__version__asset", "blob").order_by("pk")


def _made_of(duty: Duty) -> QuerySet[DatasetVersion]:
    """The organization's own versions of datasets that go back to what the duty is about, first hand or later."""
    if duty.kind != Duty.Kind.COPIES:
        return DatasetVersion.objects.none()
    sources = AssetVersion.objects.filter(asset__in=assets_of(duty))
    if duty.without:
        sources = sources.filter(number__lt=duty.without.number)
    made: set[int] = set()
    newest = set(sources.values_list("pk", flat=True))
    while newest:
        led_to = AssetVersion.objects.filter(sources__parent__in=newest, asset__kind="dataset")
        if duty.without:
            led_to = led_to.exclude(pk=duty.without.pk)
        newest = set(led_to.values_list("pk", flat=True)) - made
        made |= newest
    return DatasetVersion.objects.filter(version__in=made, version__asset__owner=duty.organization)
