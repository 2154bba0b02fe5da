"""Undertakings: what a project is to the policy. Its parties, team, purpose, and who confirmed them."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class Purpose(models.Model):
    """What data and models are used for. A row never changes: a new purpose is a new row."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    codes = ArrayField(models.CharField(max_length=20), verbose_name=_("DUO codes"), default=list, blank=True)
    diseases = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("diseases"),
        default=list,
        blank=True,
        help_text=_("Codes such as MONDO:0005148."),
    )
    commercial = models.BooleanField(_("commercial"), default=False)
    region = models.CharField(_("region"), max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")

    def __str__(self) -> str:
        return ", ".join(self.codes)


class Undertaking(models.Model):
    """What parties do together. `revision` counts changes of purpose, parties and team: each is to be confirmed."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    purpose = models.OneToOneField(Purpose, on_delete=models.PROTECT, related_name="undertaking")
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    organizations = models.ManyToManyField(
        "organizations.Organization",
        through="UndertakingParty",
        through_fields=("undertaking", "organization"),
        related_name="undertakings",
    )

    class Meta:
        verbose_name = _("undertaking")
        verbose_name_plural = _("undertakings")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def is_commercial(self) -> bool:
        """Whether its purpose is so now: asked anew, because it may be another one since this row was read."""
        return Undertaking.objects.filter(pk=self.pk, purpose__commercial=True).exists()


class UndertakingParty(models.Model):
    """An organization that takes part."""

    undertaking = models.ForeignKey(Undertaking, on_delete=models.CASCADE, related_name="parties")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(auto_now_add=True)
    brought_by = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who named or invited it, and may take it out again. Empty: only itself."),
    )
    visible_through = "undertaking"
    verbs_through = "undertaking"

    class Meta:
        verbose_name = _("party of an undertaking")
        verbose_name_plural = _("parties of undertakings")
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking", "organization"],
                name="organization_joins_an_undertaking_once",
                violation_error_message=_("This organization takes part already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.undertaking}: {self.organization}"


class PartyInvitationQuerySet(models.QuerySet["PartyInvitation"]):
    """Sets of invitations."""

    def waiting(self) -> Self:
        """Those that can be answered: neither answered, taken back nor too old."""
        return self.filter(state=PartyInvitation.State.OPEN, expires_at__gt=timezone.now())


class PartyInvitation(models.Model):
    """A party asks another organization to take part. What it is asked into, the invited one reads here."""

    LASTS = timedelta(days=30)

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")

    concerns_through = verbs_through = "undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    undertaking = models.ForeignKey(Undertaking, on_delete=models.CASCADE, related_name="invitations")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_for = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("can be answered until"), db_default=Now() + LASTS, editable=False)
    words = models.TextField(_("what you want of them"), blank=True, max_length=2000)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = PartyInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to an undertaking")
        verbose_name_plural = _("invitations to undertakings")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking", "organization"],
                condition=models.Q(state="open"),
                name="organization_is_invited_once_at_a_time",
                violation_error_message=_("This organization is invited already."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at=None)
                | models.Q(state__in=["accepted", "declined", "withdrawn"], answered_at__isnull=False),
                name="party_invitation_is_answered_in_full",
            ),
        ]

    def __str__(self) -> str:
        return self.undertaking.name

    def get_absolute_url(self) -> str:
        return reverse("collaborations:invitation", args=[self.uid])

    @property
    def has_lapsed(self) -> bool:
        """Whether nobody has answered it in time."""
        return self.state == self.State.OPEN and self.expires_at <= timezone.now()


class TeamRole(models.TextChoices):
    """What a person does in a team. Who only reads along may use nothing that is shared for it."""

    LEAD = "lead", _("leads for their organization")
    WORKS = "works", _("works on it")
    READS = "reads", _("reads along")


class TeamMember(models.Model):
    """A person in the team, for one of its parties."""

    WORKING = (TeamRole.LEAD, TeamRole.WORKS)
    visible_through = "undertaking"
    verbs_through = "undertaking"

    undertaking = models.ForeignKey(Undertaking, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(
        _("role"), max_length=5, choices=TeamRole.choices, default=TeamRole.WORKS, db_default=TeamRole.WORKS
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking", "user", "organization"],
                name="person_joins_a_team_once",
                violation_error_message=_("This person is in the team already."),
            ),
            models.CheckConstraint(condition=models.Q(role__in=TeamRole.values), name="team_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.undertaking}: {self.user}"


class ConfirmedPurpose(models.Model):
    """A party confirmed this purpose, with the parties and team of this revision."""

    undertaking = models.ForeignKey(Undertaking, on_delete=models.CASCADE, related_name="confirmations")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="confirmations")
    revision = models.PositiveIntegerField()
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("confirmed purpose")
        verbose_name_plural = _("confirmed purposes")
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking", "purpose", "revision", "organization"],
                name="party_confirms_a_purpose_once",
                violation_error_message=_("Your organization has confirmed this already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.undertaking}: {self.organization}"
