"""Scans of versions for personal data, what they found, and what was decided about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from catalog.models import DatasetVersion
from privacy.querysets import FindingQuerySet
from work.models import Item, State


class Scan(models.Model):
    """One look through a version. A later one takes the place of the one before."""

    visible_through = "version"

    version = models.OneToOneField(DatasetVersion, on_delete=models.PROTECT, primary_key=True, related_name="scan")
    item = models.OneToOneField(
        Item,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="scan",
        help_text=_("The work in the queue."),
    )
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    looked = models.JSONField(
        _("looked at"), default=list, blank=True, help_text=_("Rows of each column that were looked at.")
    )
    unread = models.JSONField(_("not looked at"), default=list, blank=True, help_text=_("Columns that hold no text."))
    seconds = models.FloatField(_("seconds"), default=600, db_default=600, help_text=_("How long it may take."))
    stopped = models.BooleanField(_("stopped"), default=False, help_text=_("By the time that a scan may take."))

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["-version_id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.finished_at or '…'}"

    def get_absolute_url(self) -> str:
        version = self.version.version
        return reverse("privacy:version", args=[version.asset.slug, version.number])


class Finding(models.Model):
    """Personal data of one kind in one column, as a recogniser sees it, and what a steward says of it."""

    visible_through = "scan__version"

    class Kind(models.TextChoices):
        EMAIL = "email", _("mail address")
        PHONE = "phone", _("phone number")
        CARD = "card", _("payment card")
        IBAN = "iban", _("bank account (IBAN)")
        IDENTITY = "identity", _("identity number")
        IP = "ip", _("network address (IP)")
        PERSON = "person", _("name of a person")
        ADDRESS = "address", _("postal address")
        BIRTH_DATE = "birth_date", _("date of birth")
        RECORD = "record", _("record number")
        ORGANIZATION = "organization", _("organization")
        PLACE = "place", _("place")

    class Answer(models.TextChoices):
        NOT_PERSONAL = "not_personal", _("not personal data")
        CONSENTED = "consented", _("personal data that may be shared")
        REMOVE = "remove", _("to be removed in a new version")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="findings")
    column = models.CharField(_("column"), max_length=500)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    rows = models.PositiveBigIntegerField(_("rows"))
    looked = models.PositiveBigIntegerField(_("rows looked at"))
    confidence = models.FloatField(_("confidence"))
    samples = models.JSONField(_("masked samples"), default=list, blank=True)
    countries = models.JSONField(_("countries"), default=list, blank=True)
    answer = models.CharField(_("answer"), max_length=20, choices=Answer.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=2000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding of personal data")
        verbose_name_plural = _("findings of personal data")
        ordering = ["scan", "column", "-rows"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "column", "kind"], name="finding_is_told_once"),
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="confidence_is_a_share"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answer_says_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(answer="consented") | ~Q(reason=""), name="consent_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.column}: {self.get_kind_display()}"


class RecipientKey(models.Model):
    """The key under which an owner's values are hashed for one recipient: what two were given can't be joined."""

    owner = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    sealed = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "recipient"], name="recipient_has_one_key_of_an_owner")]

    def __str__(self) -> str:
        return f"{self.owner} → {self.recipient}"


class Deidentification(models.Model):
    """How personal data is taken out of a version: written, measured, approved by a steward, and made a new version.

    `item` is the order that is worked on, or was last: to measure what it would do, or to do it.
    """

    visible_through = "version"
    verbs_through = "version"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(DatasetVersion, on_delete=models.PROTECT, related_name="deidentifications")
    recipe = models.JSONField(_("recipe"))
    changes = models.TextField(_("changes"), max_length=2000)
    recipient = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    measured = models.JSONField(_("measured"), default=dict, help_text=_("Rows, and the risk before and after."))
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="deidentification")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    made = models.OneToOneField(
        DatasetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="made_by_recipe"
    )

    class Meta:
        verbose_name = _("de-identification")
        verbose_name_plural = _("de-identifications")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approval_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(made=None) | Q(approved_at__isnull=False), name="what_is_made_was_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} → {self.made or '…'}"

    def get_absolute_url(self) -> str:
        version = self.version.version
        return reverse("privacy:recipe", args=[version.asset.slug, version.number, self.uid])

    @property
    def state(self) -> str:
        """One of measuring, waits (for an approval), making, made, failed."""
        if self.made_id:
            return "made"
        if not self.item.has_ended:
            return "making" if self.approved_at else "measuring"
        return "waits" if self.item.state == State.SUCCEEDED else "failed"
