"""Whether models are what they were when they came in: the record, the manifest and every file are compared."""

from collections.abc import Iterator

from agreements.models import Asset
from audit.models import Event
from registry.models import File, ModelVersion
from vault.errors import BlobDamaged
from vault.services import verify

RECORDED = ("model.imported", "model.published")  # each carries the digest of the version that it showed


def prove_version(version: ModelVersion) -> Iterator[str]:
    """A sentence for each place at which the version is not what it was: its manifest, or one of its files by name."""
    digest = version.version.digest
    if not version.is_of_its_files:
        yield f"{version}: the manifest is not that of its files: one was put in, taken out, renamed or exchanged."
    told = _recorded(version)
    if told and digest not in told:
        yield f"{version}: the manifest is not the one that the audit has from the day the model came in."
    for file in version.files.select_related("blob"):
        if fault := _damage(file):
            yield f"{version}: {fault}"


def standing() -> Iterator[ModelVersion]:
    """Every version whose bytes are kept."""
    versions = ModelVersion.objects.filter(version__asset__erased_at=None).select_related("version__asset")
    return versions.order_by("pk").iterator()


def _recorded(version: ModelVersion) -> set[str]:
    asset = version.version.asset
    events = Event.objects.filter(object_type=Asset._meta.label_lower, object_id=str(asset.pk), verb__in=RECORDED)
    return {digest for data in events.values_list("data", flat=True) if (digest := data.get("digest"))}


def _damage(file: File) -> str:
    try:
        verify(file.blob)
    except BlobDamaged:
        kind = {".md": "the card", ".safetensors": "the weight file"}.get(file.name[file.name.rfind(".") :], "the file")
        return f"{kind} {file.name} is gone, or its bytes are not those that came in."
    return ""
