"""Many rows that a model is asked about at once: work of the queue, whose answers are a file."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models import Asset, Undertaking
from agreements.operations import Operation
from catalog.models import DatasetVersion
from registry.models import ModelVersion
from serving.querysets import BatchQuerySet
from vault.models import Blob
from work.models import Item, State


class Batch(models.Model):
    """Rows of a file that somebody `sent`, or of a version of a dataset; only who asks sees it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="batches")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(
        Undertaking,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Within which agreements let the model be asked."),
    )
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="batches")
    dataset_version = models.ForeignKey(
        DatasetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="batches"
    )
    sent = models.ForeignKey(
        Blob,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The file that was sent; it is not kept once all is said."),
    )
    name = models.CharField(_("name"), max_length=255, help_text=_("Of the file, or the dataset."))
    columns = models.JSONField(default=dict, help_text=_("What each column that the model reads is called here."))
    answers = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    notes = models.JSONField(default=list, blank=True, help_text=_("What is to be known of the rows."))
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="batch")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of rows")
        verbose_name_plural = _("batches of rows")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent=None) | Q(dataset_version=None), name="batch_is_of_a_file_or_of_a_dataset"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.version.asset.name}: {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("serving:batch", args=[self.uid])

    @property
    def needs(self) -> list[tuple[str, Any]]:
        """What the policy is asked for who asks, each time anew: of rows of a dataset they read what is said, too."""
        needs: list[tuple[str, Any]] = [(Operation.INFER, self.version.version)]
        if self.dataset_version:
            of_rows = (Operation.EVALUATE, Operation.PREVIEW)
            needs += [(operation, self.dataset_version.version) for operation in of_rows]
        return needs

    @property
    def assets(self) -> list[Asset]:
        """The model, and the dataset where it is of one."""
        versions = [self.version.version, *([self.dataset_version.version] if self.dataset_version else [])]
        return [version.asset for version in versions]

    @property
    def state(self) -> str:
        """One of waiting, running, done, gone (its answers were deleted since), failed."""
        if self.item.state == State.SUCCEEDED:
            return "done" if self.answers_id else "gone"
        if self.item.has_ended:
            return "failed"
        return "running" if self.item.state == State.RUNNING else "waiting"

    @property
    def done(self) -> int:
        """Of a hundred, as far as it is told."""
        told = self.item.progress
        return int(100 * told["rows"] / told["of"]) if told.get("of") else 0
