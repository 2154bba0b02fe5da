"""What is written down of work as it goes, once and for good: changes of state, live lines, and what was used."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from work.models.items import Item, State
from work.querysets import LineQuerySet


class Transition(models.Model):
    """One change of state; never changed or removed (a trigger of the database refuses)."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="transitions")
    at = models.DateTimeField(db_default=Now())
    from_state = models.CharField(max_length=12, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=12, choices=State.choices)
    attempt = models.PositiveIntegerField()
    reason = models.JSONField(default=dict)
    worker = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.from_state or '∅'} → {self.to_state}"


class Line(models.Model):
    """One event of a running piece of work, without a word of anyone's data; append-only like `Transition`."""

    class Kind(models.TextChoices):
        LOG = "log", _("log")
        PHASE = "phase", _("phase")
        STEP = "step", _("step")
        EVALUATION = "evaluation", _("evaluation")
        CHECKPOINT = "checkpoint", _("checkpoint")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lines")
    attempt = models.PositiveIntegerField()
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=12, choices=Kind.choices)
    data = models.JSONField()

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["item", "attempt", "sequence"], name="work_line_is_written_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cursor} {self.kind}"

    @property
    def cursor(self) -> str:
        """Where this line stands among its item's: a reader asks for what comes after it."""
        return f"{self.attempt}-{self.sequence}"

    def told(self) -> dict[str, Any]:
        """The line as the API and the pages tell it."""
        return {"cursor": self.cursor, "at": self.at, "kind": self.kind, "said": self.data}


class Use(models.Model):
    """What one attempt used, written when it ended; append-only like `Transition`."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="uses")
    attempt = models.PositiveIntegerField()
    gpu_seconds = models.FloatField()
    ended_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("use")
        indexes = [models.Index(fields=["ended_at"], name="work_use_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["item", "attempt"], name="work_attempt_is_settled_once"),
            models.CheckConstraint(condition=Q(gpu_seconds__gte=0), name="work_use_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.attempt}: {self.gpu_seconds:.0f} s"
