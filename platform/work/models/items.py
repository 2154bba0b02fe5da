"""Work in the queue, and the states it goes through."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from work.querysets import ItemQuerySet


class State(models.TextChoices):
    """Where a piece of work stands."""

    BLOCKED = "blocked", _("after another job")
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    HELD = "held", _("held")
    SUCCEEDED = "succeeded", _("succeeded")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    REFUSED = "refused", _("refused")


NEXT: dict[str, set[str]] = {
    State.BLOCKED: {State.QUEUED, State.HELD, State.CANCELLED, State.REFUSED},
    State.QUEUED: {State.RUNNING, State.HELD, State.CANCELLED, State.REFUSED},
    State.RUNNING: {State.SUCCEEDED, State.FAILED, State.CANCELLED, State.REFUSED, State.HELD, State.QUEUED},
    State.HELD: {State.QUEUED, State.BLOCKED, State.CANCELLED, State.REFUSED},
    State.SUCCEEDED: set(),
    State.FAILED: {State.QUEUED},  # when a person tries it again
    State.CANCELLED: set(),
    State.REFUSED: set(),
}
ENDED = [State.SUCCEEDED, State.FAILED, State.CANCELLED, State.REFUSED]


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
    undertaking = models.ForeignKey(
        "agreements.Undertaking",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="work",
        help_text=_("The project that it is for: its budget is drawn on."),
    )
    after = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        help_text=_("What it waits for: it is queued when that has succeeded."),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text=_("What it is a part of: that is queued when all its parts have ended."),
    )
    awaits_children = models.BooleanField(
        default=False, db_default=False, help_text=_("It waits for its parts before it is queued.")
    )
    priority = models.SmallIntegerField(default=0, help_text=_("The higher number is taken first."))
    gpus = models.PositiveSmallIntegerField(default=1, help_text=_("How many places of a worker it takes."))
    memory_gib = models.FloatField(default=0, help_text=_("What a place must have at least, in GiB."))
    sites = ArrayField(
        models.CharField(max_length=100), default=list, blank=True, help_text=_("Where it may run; empty: anywhere.")
    )
    wished_sites = ArrayField(
        models.CharField(max_length=100),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("Of these, where a person wants it; empty: any."),
    )
    expected_seconds = models.FloatField(default=600, help_text=_("How long it may take, by what was seen before."))
    expected_bytes = models.BigIntegerField(
        default=0, db_default=0, help_text=_("What its results may take, in bytes.")
    )
    stored_bytes = models.BigIntegerField(
        default=0, db_default=0, help_text=_("What is kept of its results, in bytes.")
    )
    drawn_on = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("Budgets that hold something for it as it runs."),
    )
    estimated_start_at = models.DateTimeField(null=True, blank=True, help_text=_("As estimated when it was queued."))
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    phase = models.CharField(max_length=20, blank=True)
    attempt = models.PositiveIntegerField(default=0, help_text=_("How often a worker took it."))
    faults = models.PositiveIntegerField(default=0, help_text=_("How often a worker was lost or its child crashed."))
    fencing_token = models.PositiveBigIntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    pause_requested_at = models.DateTimeField(null=True, blank=True, help_text=_("Until a person lets it go on."))
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="paused_work"
    )
    pause_note = models.CharField(
        max_length=200, blank=True, db_default="", help_text=_("Why, in the words of who paused it.")
    )
    progress = models.JSONField(default=dict, blank=True)
    reason = models.JSONField(default=dict, blank=True, help_text=_("Why it stands so: {code, params}."))
    queued_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(null=True, blank=True, help_text=_("After a fault it rests until then."))
    started_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True, help_text=_("When the last attempt began."))
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of work")
        verbose_name_plural = _("work")
        indexes = [
            models.Index(
                fields=["kind", "organization", "-priority", "id"], condition=Q(state="queued"), name="work_lines"
            ),
            models.Index(fields=["kind", "-priority", "id"], condition=Q(state="queued"), name="work_urgent"),
            models.Index(
                fields=["-started_at"],
                condition=Q(estimated_start_at__isnull=False, started_at__isnull=False),
                name="work_estimates",
            ),
            models.Index(fields=["kind", "-finished_at"], condition=Q(state="succeeded"), name="work_succeeded"),
            models.Index(fields=["organization"], condition=Q(state="running"), name="work_running"),
            models.Index(fields=["lease_expires_at"], condition=Q(state="running"), name="work_leases"),
            GinIndex(
                fields=["agreements", "assets"],
                condition=Q(state__in=["blocked", "queued", "running", "held"]),
                name="work_rests_on",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="work_state_is_known"),
            models.CheckConstraint(
                condition=Q(after=None) | Q(after__lt=F("id")), name="work_waits_for_what_was_there_before"
            ),
            models.CheckConstraint(
                condition=~Q(state="blocked") | Q(after__isnull=False) | Q(awaits_children=True),
                name="work_is_blocked_by_something",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(parent__lt=F("id")), name="work_is_part_of_what_was_there_before"
            ),
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
        """Whether it is over, unless a person tries it again."""
        return self.state in ENDED

    @property
    def may_be_paused(self) -> bool:
        """Whether it, or a part of it, has a place in a line or with a worker to leave."""
        return self.state in (State.QUEUED, State.RUNNING, State.HELD) or (
            self.state == State.BLOCKED and self.awaits_children
        )

    @property
    def may_go_on(self) -> bool:
        """Whether a later attempt may need its checkpoints."""
        return self.state == State.QUEUED or State.QUEUED in NEXT[self.state]
