"""Drafts: files that were looked at and wait for their person's word, on the way to a version of a dataset."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from catalog.formats import Fault, Guess
from catalog.models.datasets import Dataset, DatasetVersion
from catalog.models.uploads import Upload
from catalog.querysets import IngestionQuerySet
from work.models import Item, State


class Ingestion(models.Model):
    """An upload on its way to be version 1 of a new dataset, or the next of `dataset`; only who began it sees it.

    `item` is the order that is worked on, or was last: to inspect the file, or to normalise it as it was confirmed.
    """

    class Step(models.TextChoices):
        INSPECT = "inspect", _("looking at it")
        NORMALISE = "normalise", _("bringing it in")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="ingestions")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ingestions")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, null=True, related_name="ingestion")
    name = models.CharField(_("name of the file"), max_length=255)
    dataset = models.ForeignKey(
        Dataset,
        on_delete=models.CASCADE,
        null=True,
        related_name="ingestions",
        help_text=_("Whose next version it is."),
    )
    about = models.JSONField(default=dict, help_text=_("What people are to read about the dataset, or its version."))
    roles = models.JSONField(
        default=dict, help_text=_("Columns by their roles, as told beforehand: then nothing waits for a word.")
    )
    step = models.CharField(max_length=12, choices=Step.choices, default=Step.INSPECT)
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="ingestion")
    guess = models.JSONField(default=dict, help_text=_("What the file looks like, as seen or corrected."))
    head = models.JSONField(default=list, help_text=_("Its first rows."))
    faults = models.JSONField(default=list, help_text=_("What is wrong with it."))
    version = models.OneToOneField(DatasetVersion, on_delete=models.SET_NULL, null=True, related_name="ingestion")
    left_at = models.DateTimeField(null=True, help_text=_("When its person wanted it no more."))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IngestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a dataset")
        verbose_name_plural = _("drafts of datasets")
        constraints = [
            models.CheckConstraint(
                condition=Q(upload__isnull=False) | Q(version__isnull=False) | Q(left_at__isnull=False),
                name="a_draft_has_its_file_until_it_is_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def needs(self) -> list[tuple[str, Any]]:
        """What the policy is asked for who began it, each time anew."""
        if self.dataset:
            return [("add_version", self.dataset.asset)]
        return [("add_asset", self.organization)]

    @property
    def guessed(self) -> Guess | None:
        """What the file looks like; None before it was looked at."""
        return Guess.from_json(self.guess) if self.guess else None

    @property
    def found_faults(self) -> list[Fault]:
        """What is wrong with the file."""
        return [Fault(code, params) for code, params in self.faults]

    @property
    def state(self) -> str:
        """One of looking, draft, bringing, done, faulty, failed, refused, left: what its person can do follows."""
        if self.version_id:
            return "done"
        if self.left_at:
            return "left"
        if not self.item.has_ended:
            return "looking" if self.step == self.Step.INSPECT else "bringing"
        if self.item.state == State.SUCCEEDED:
            return "draft"
        if self.faults:
            return "faulty"
        return "refused" if self.item.state == State.REFUSED else "failed"

    @property
    def awaits_word(self) -> bool:
        """Whether its person can correct and confirm what was guessed."""
        return bool(self.guess) and self.state in ("draft", "faulty", "failed")
