"""Files on their way in, piece by piece."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from catalog.querysets import UploadQuerySet


class Upload(models.Model):
    """A file that somebody brings for their organization; only they see it, and it is nobody's dataset yet.

    `offset` bytes have come and lie in its parts; more are taken at that place alone.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="uploads")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(_("name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("In bytes."))
    offset = models.PositiveBigIntegerField(default=0, help_text=_("How many bytes have come."))
    sha256 = models.CharField(max_length=64, blank=True, help_text=_("Of all its bytes, once they were read as one."))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(help_text=_("When it is thrown away, unless more of it comes."))

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [models.Index(fields=["expires_at"], name="upload_expires")]
        constraints = [
            models.CheckConstraint(condition=Q(offset__lte=F("size")), name="upload_has_no_more_than_was_announced"),
            models.CheckConstraint(condition=Q(sha256="") | Q(offset=F("size")), name="upload_is_hashed_when_complete"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_complete(self) -> bool:
        """Whether all of it is here."""
        return self.offset == self.size

    @property
    def is_in_use(self) -> bool:
        """Whether somebody brings it in, as whatever: apps above as well say that they do by a key that protects it."""
        users = [each for each in self._meta.related_objects if each.on_delete is models.PROTECT]
        return any(each.related_model._base_manager.filter(**{each.field.name: self}).exists() for each in users)

    @staticmethod
    def expiry() -> datetime:
        """When what is touched now is thrown away."""
        return timezone.now() + timedelta(hours=settings.UPLOAD_KEEP_HOURS)


class UploadPart(models.Model):
    """A piece of an upload: `size` bytes from `offset` on, under `path` in the vault's storage."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200)

    class Meta:
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="upload_has_each_byte_once")]

    def __str__(self) -> str:
        return f"{self.upload_id}, from {self.offset}"
