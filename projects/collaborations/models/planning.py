"""Who does what until when: milestones, and tasks on a board."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models import TeamMember
from collaborations.models.projects import Project
from collaborations.querysets import MilestoneQuerySet, TaskQuerySet


class Milestone(models.Model):
    """A point that the project reaches by a day. Whoever leaves the team owns nothing any more."""

    visible_through = verbs_through = "project__undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(_("name"), max_length=200)
    due_on = models.DateField(_("due on"))
    owner = models.ForeignKey(
        TeamMember, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and it is not reached."""
        return self.reached_on is None and self.due_on < timezone.localdate()


class Task(models.Model):
    """Something that somebody does. Its state is its column of the board."""

    class State(models.TextChoices):
        TO_DO = "to_do", _("To do")
        DOING = "doing", _("Under way")
        WAITING = "waiting", _("Waits for something")
        DONE = "done", _("Done")

    visible_through = verbs_through = "project__undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tasks")
    name = models.CharField(_("name"), max_length=200)
    details = models.TextField(_("details"), blank=True, max_length=4000)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.TO_DO)
    owner = models.ForeignKey(
        TeamMember, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    milestone = models.ForeignKey(
        Milestone,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("milestone"),
    )
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = [models.F("due_on").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["to_do", "doing", "waiting", "done"]), name="task_state_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and it is not done."""
        return self.state != self.State.DONE and self.due_on is not None and self.due_on < timezone.localdate()
