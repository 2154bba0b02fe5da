"""Agreements: their life, their parties, and the versions of their terms, reviewed and signed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class State(models.TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    AGREED = "agreed", _("agreed")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    SIGNING = "signing", _("waits for signatures")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    EXPIRED = "expired", _("expired")
    TERMINATED = "terminated", _("terminated")
    SUPERSEDED = "superseded", _("superseded")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


NEXT: dict[str, set[str]] = {
    State.DRAFT: {State.PROPOSED, State.WITHDRAWN},
    State.PROPOSED: {State.PROPOSED, State.CHANGES_REQUESTED, State.AGREED, State.REJECTED, State.WITHDRAWN},
    State.CHANGES_REQUESTED: {State.PROPOSED, State.WITHDRAWN},
    State.AGREED: {State.IN_REVIEW, State.WITHDRAWN},
    State.IN_REVIEW: {State.APPROVED, State.CHANGES_REQUESTED, State.REJECTED, State.WITHDRAWN},
    State.APPROVED: {State.SIGNING, State.WITHDRAWN},
    State.SIGNING: {State.ACTIVE, State.WITHDRAWN},
    State.ACTIVE: {State.SUSPENDED, State.EXPIRED, State.TERMINATED, State.SUPERSEDED},
    State.SUSPENDED: {State.ACTIVE, State.EXPIRED, State.TERMINATED, State.SUPERSEDED},
    State.EXPIRED: set(),
    State.TERMINATED: set(),
    State.SUPERSEDED: set(),
    State.REJECTED: set(),
    State.WITHDRAWN: set(),
}

# What the operator's reviewers see without being a party; what a review sent back, they go on seeing.
FROM_REVIEW_ON = frozenset(
    {
        State.AGREED,
        State.IN_REVIEW,
        State.APPROVED,
        State.SIGNING,
        State.ACTIVE,
        State.SUSPENDED,
        State.EXPIRED,
        State.TERMINATED,
        State.SUPERSEDED,
    }
)
# On its way to being in force.
PENDING = frozenset(
    {State.PROPOSED, State.CHANGES_REQUESTED, State.AGREED, State.IN_REVIEW, State.APPROVED, State.SIGNING}
)


class Agreement(models.Model):
    """What parties agree on. The state says where it stands; what holds is the current version's terms."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("Why it was suspended, ended, rejected or sent back.")
    )
    current_version = models.OneToOneField(
        "TermsVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="current_of"
    )
    created_at = models.DateTimeField(_("drafted"), auto_now_add=True)
    state_changed_at = models.DateTimeField(_("in this state since"), auto_now_add=True)
    state_changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state_changed_for = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    compliance_due_at = models.DateTimeField(_("compliance review due"), null=True, blank=True)
    compliance_stops_at = models.DateTimeField(
        _("stops without a compliance review"), null=True, blank=True, help_text=_("From then on it allows nothing.")
    )
    conditions_stop_at = models.DateTimeField(
        _("stops without its conditions met"), null=True, blank=True, help_text=_("From then on it allows nothing.")
    )
    drafted_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="drafted_again", editable=False
    )
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments")
    organizations = models.ManyToManyField("organizations.Organization", through="Party", related_name="agreements")

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="agreement_state_is_known"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="agreement_ends_after_it_starts",
                violation_error_message=_("The agreement ends before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "suspended"])
                | Q(starts_at__isnull=False, current_version__isnull=False),
                name="agreement_in_force_has_terms_and_a_start",
            ),
            models.UniqueConstraint(
                fields=["amends"],
                condition=~Q(state__in=["draft", "rejected", "withdrawn"]),
                name="agreement_is_amended_once_at_a_time",
                violation_error_message=_("Other new terms for this agreement are proposed already."),
            ),
            models.CheckConstraint(condition=Q(amends=None) | ~Q(amends=F("id")), name="agreement_amends_another"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement", args=[self.slug])


class Party(models.Model):
    """An organization in an agreement: it provides, receives, or both."""

    visible_through = "agreement"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    provides = models.BooleanField(_("provides"), default=False)
    receives = models.BooleanField(_("receives"), default=False)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organization"],
                name="organization_is_a_party_once",
                violation_error_message=_("This organization is a party already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.organization}"


class TermsVersion(models.Model):
    """One version of the terms and the texts made from them. A row never changes; a signature names its SHA-256."""

    visible_through = "agreement"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    terms: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(_("terms"))
    text_en = models.TextField(_("text in English"))
    text_zh = models.TextField(_("text in Chinese"))
    renderer_version = models.CharField(max_length=20)
    from_draft = models.BooleanField(
        default=False, help_text=_("Made before anything was proposed: what it replaced, only its drafters have seen.")
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_for = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version of terms")
        verbose_name_plural = _("versions of terms")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="terms_version_number_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.number}"


class Consent(models.Model):
    """A party other than the proposer agreed to a version: it can go to review."""

    version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="consents")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="consents")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "party"],
                name="party_agrees_to_a_version_once",
                violation_error_message=_("This party has already agreed to this version."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.party.organization}"


class Signature(models.Model):
    """A party signed a version. A row never changes."""

    version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    terms_sha256 = models.CharField(_("SHA-256 of the terms"), max_length=64)
    signed_at = models.DateTimeField(default=timezone.now)
    key = models.ForeignKey("OrganizationKey", on_delete=models.PROTECT, null=True, related_name="signatures")
    statement: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(
        default=dict, help_text=_("Who signed, for whom, when and with which key: signed as well.")
    )
    ed25519 = models.CharField(max_length=88, blank=True, help_text=_("64 bytes in Base64."))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "party"],
                name="party_signs_a_version_once",
                violation_error_message=_("This party has already signed this version."),
            ),
            models.CheckConstraint(
                condition=Q(key=None, ed25519="") | Q(key__isnull=False) & ~Q(ed25519=""),
                name="signature_is_there_with_its_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.party.organization}"
