"""What the vault knows of the bytes it keeps."""

from django.db import models
from django.db.models import Q


class Blob(models.Model):
    """Bytes of one organization, named by their SHA-256; another organization's same bytes are another blob."""

    owner = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="blobs")
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "sha256"], name="an_owner_keeps_the_same_bytes_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="a_blob_is_named_by_its_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.size} bytes)"

    @property
    def path(self) -> str:
        """Where the storage keeps it; the owner comes first, so one prefix holds all that is theirs."""
        return f"{self.owner_id}/{self.sha256[:2]}/{self.sha256}"
