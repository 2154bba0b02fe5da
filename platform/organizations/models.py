"""Organizations, the groups behind their roles, and the tokens that act for them."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from organizations.querysets import OrganizationQuerySet, TokenQuerySet
from organizations.roles import OPERATOR_ONLY, SECOND_FACTOR, Role

__all__ = ["OPERATOR_ONLY", "SECOND_FACTOR", "OrgRole", "Organization", "Role", "Scope", "Token"]


class Organization(models.Model):
    """A partner: it owns assets, signs agreements, and people act for it."""

    class Kind(models.TextChoices):
        ACADEMIC = "academic", _("academic")
        INDUSTRY = "industry", _("industry")
        OTHER = "other", _("other")
        OPERATOR = "operator", _("runs this platform")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, as in ISO 3166: NO, CH, CN."))],
    )
    ror = models.CharField(
        _("ROR"),
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$", _("Nine characters, as in 06n0rdh98."))],
    )
    description = models.TextField(_("description"), blank=True)
    created_at = models.DateTimeField(_("founded here"), auto_now_add=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="operator"),
                name="one_organization_runs_the_platform",
                violation_error_message=_("Another organization runs this platform."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organizations:organization", args=[self.slug])

    @property
    def is_verified(self) -> bool:
        """Whether the operator has looked at it and let it take part."""
        return self.verified_at is not None

    @property
    def is_operator(self) -> bool:
        """Whether it runs this platform."""
        return self.kind == self.Kind.OPERATOR

    @property
    def state(self) -> str:
        """Verified or not, as pages show it."""
        return "verified" if self.is_verified else "unverified"


class OrgRole(models.Model):
    """Gives a group its organization and role."""

    group = models.OneToOneField(Group, on_delete=models.PROTECT, primary_key=True, related_name="org_role")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="org_roles")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("role of an organization")
        verbose_name_plural = _("roles of organizations")
        constraints = [
            models.UniqueConstraint(fields=["organization", "role"], name="organization_has_a_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_role_display()}"


class Scope(models.TextChoices):
    """What a token may be used for. It narrows what its person may do, and never adds to it."""

    READ = "read", _("read: lists, pages and previews")
    DOWNLOAD = "download", _("download data and weights")
    JOBS = "jobs", _("submit and cancel jobs")
    DATA = "data", _("add and change datasets and models")
    AGREEMENTS = "agreements", _("draft and negotiate agreements and projects")


class Token(models.Model):
    """A secret with which a program acts for one organization in one person's name. Only its digest is kept."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("scopes"))
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        """Whether it would still open the door."""
        return self.revoked_at is None and self.expires_at > timezone.now()
