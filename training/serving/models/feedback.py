"""What was answered, what people found of it, and what is made of their corrections."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models import Undertaking
from catalog.models import DatasetVersion, Fusion
from collaborations.models import Project
from jobs.models import Job
from organizations.models import Organization
from registry.models import Model, ModelVersion
from serving.querysets import FeedbackQuerySet, PredictionQuerySet


class Prediction(models.Model):
    """An answer about one row. What was asked is kept only where terms and settings let it, and for a while."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="predictions")
    project = models.ForeignKey(Undertaking, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    label = models.CharField(_("answer"), max_length=500)
    confidence = models.FloatField(_("confidence"))
    length = models.PositiveIntegerField(_("characters"), null=True, blank=True)
    inputs = models.JSONField(_("what was asked"), null=True, blank=True, help_text=_("Empty: it is not kept."))

    objects = PredictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("prediction")
        verbose_name_plural = _("predictions")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["model_version", "-asked_at"], name="prediction_by_version"),
            models.Index(fields=["asked_by", "model_version", "-id"], name="prediction_by_person"),
            models.Index(fields=["asked_at"], name="prediction_by_age"),
            models.Index(fields=["asked_at"], condition=Q(inputs__isnull=False), name="prediction_with_inputs_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.model_version}: {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("serving:prediction", args=[self.model_version.version.asset.slug, self.uid])

    @property
    def kept_text(self) -> str:
        """What was asked, in one line; "" where it is not kept."""
        return " / ".join((self.inputs or {}).values())

    @property
    def labels(self) -> list[str]:
        """The classes that its model tells apart; none of a model that no job here has made."""
        result = getattr(self.model_version, "result", None)
        return list(result.results["labels"]) if result else []


class Feedback(models.Model):
    """What a person found of an answer, and what a steward of the model's owner says of their correction."""

    class Review(models.TextChoices):
        NONE = "none", _("nothing to review")
        WAITING = "waiting", _("waits for review")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    prediction = models.ForeignKey(Prediction, on_delete=models.CASCADE, related_name="feedback")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    right = models.BooleanField(_("right"))
    label = models.CharField(_("what it was"), max_length=500, blank=True)
    comment = models.TextField(_("remark"), blank=True)
    given_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    earlier = models.JSONField(_("what it said before"), default=list, db_default=[], blank=True)
    review = models.CharField(_("review"), max_length=10, choices=Review, default=Review.NONE, db_default=Review.NONE)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    gathered_in = models.ForeignKey(
        DatasetVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        help_text=_("The first version that has its row."),
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["prediction", "person"], name="person_judges_an_answer_once"),
            models.CheckConstraint(condition=Q(right=False) | Q(label=""), name="right_answer_has_no_other_label"),
            models.CheckConstraint(condition=Q(review="none") | ~Q(label=""), name="correction_under_review_has_label"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=False) | ~Q(review__in=["accepted", "rejected"]),
                name="review_of_correction_has_reviewer",
            ),
        ]
        indexes = [
            models.Index(fields=["review"], condition=~Q(review="none"), name="correction_by_review"),
        ]

    def __str__(self) -> str:
        return f"{self.prediction}: {self.label or self.right}"

    @property
    def is_reviewed(self) -> bool:
        """Whether it stays as it is."""
        return self.review in (self.Review.ACCEPTED, self.Review.REJECTED)


class Alarm(models.Model):
    """A threshold that a version of a model has crossed; it ends when the figure is back."""

    class Kind(models.TextChoices):
        ACCURACY = "accuracy", _("accuracy")
        INPUTS = "inputs", _("what is asked")
        CONFIDENCE = "confidence", _("confidence")
        CLASSES = "classes", _("classes")

    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.FloatField()
    raised_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["model_version", "kind"], condition=Q(ended_at=None), name="alarm_is_raised_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_version}: {self.get_kind_display()}"


class RetrainRule(models.Model):
    """When enough corrections are accepted, a job like the one that made the model is submitted for who set this."""

    model = models.OneToOneField(Model, on_delete=models.CASCADE, related_name="retrain_rule")
    rows = models.PositiveIntegerField(_("new rows"))
    is_on = models.BooleanField(default=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now=True)
    fault = models.TextField(blank=True, help_text=_("Why nothing came of it the last time."))
    begun_for = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text=_("Accepted corrections with which somebody began last.")
    )

    class Meta:
        verbose_name = _("rule for training again")
        verbose_name_plural = _("rules for training again")
        constraints = [models.CheckConstraint(condition=Q(rows__gt=0), name="rule_waits_for_some_rows")]

    def __str__(self) -> str:
        return f"{self.model}, {self.rows}"


class Retraining(models.Model):
    """Once around: corrections are combined with the data before, and a job trains on both."""

    rule = models.ForeignKey(RetrainRule, on_delete=models.CASCADE, related_name="retrainings")
    before = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+", help_text=_("Whose settings it has."))
    corrections = models.ForeignKey(DatasetVersion, on_delete=models.PROTECT, related_name="+")
    accepted = models.PositiveIntegerField(help_text=_("Corrections that had been accepted by then."))
    fusion = models.OneToOneField(Fusion, on_delete=models.PROTECT, related_name="retraining")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="retraining")
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("training again")
        verbose_name_plural = _("trainings again")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.corrections)
