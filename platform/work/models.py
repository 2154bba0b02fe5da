"""Work in the queue: its state, the record of each change of state, its live lines, and the workers."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from work.querysets import ItemQuerySet, LineQuerySet, WorkerQuerySet


class State(models.TextChoices):
    """Where a piece of work stands."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    HELD = "held", _("held")
    SUCCEEDED = "succeeded", _("succeeded")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    REFUSED = "refused", _("refused")


NEXT: dict[str, set[str]] = {
    State.QUEUED: {State.RUNNING, State.CANCELLED, State.REFUSED},
    State.RUNNING: {State.SUCCEEDED, State.FAILED, State.CANCELLED, State.REFUSED, State.HELD, State.QUEUED},
    State.HELD: {State.QUEUED, State.CANCELLED, State.REFUSED},
    State.SUCCEEDED: set(),
    State.FAILED: set(),
    State.CANCELLED: set(),
    State.REFUSED: set(),
}
ENDED = [state for state, following in NEXT.items() if not following]


class Item(models.Model):
    """A piece of work. Only the holder of the current `fencing_token` writes to a running one."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="work")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="work")
    agreements = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text=_("Agreements that it was let in by.")
    )
    assets = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text=_("Assets that it was let in to, sources too.")
    )
    priority = models.SmallIntegerField(default=0, help_text=_("The higher number is taken first."))
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    phase = models.CharField(max_length=20, blank=True)
    attempt = models.PositiveIntegerField(default=0, help_text=_("How often a worker took it."))
    faults = models.PositiveIntegerField(default=0, help_text=_("How often a worker was lost or its child crashed."))
    fencing_token = models.PositiveBigIntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    progress = models.JSONField(default=dict, blank=True)
    reason = models.JSONField(default=dict, blank=True, help_text=_("Why it stands so: {code, params}."))
    queued_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of work")
        verbose_name_plural = _("work")
        indexes = [
            models.Index(fields=["kind", "-priority", "id"], condition=Q(state="queued"), name="work_waiting"),
            models.Index(fields=["organization"], condition=Q(state="running"), name="work_running"),
            models.Index(fields=["lease_expires_at"], condition=Q(state="running"), name="work_leases"),
            GinIndex(
                fields=["agreements", "assets"],
                condition=Q(state__in=["queued", "running", "held"]),
                name="work_rests_on",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="work_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="running", lease_expires_at__isnull=False)
                | (~Q(state="running") & Q(lease_expires_at__isnull=True)),
                name="work_runs_under_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, finished_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(finished_at__isnull=True)),
                name="work_ends_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def has_ended(self) -> bool:
        """Whether no further state follows."""
        return not NEXT[self.state]


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


class Worker(models.Model):
    """A worker process that says regularly that it lives."""

    name = models.CharField(max_length=120, unique=True)
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    slots = models.PositiveSmallIntegerField()
    ready = models.PositiveSmallIntegerField(default=0, help_text=_("Slots whose warm process waits for work."))
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    objects = WorkerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
