"""Organizations, and the groups behind their roles."""

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.checks import check_country, check_ror
from organizations.querysets import OrganizationQuerySet
from organizations.roles import Role


class Organization(models.Model):
    """A partner: it owns assets, signs agreements, and people act for it."""

    class Kind(models.TextChoices):
        ACADEMIC = "academic", _("academic")
        INDUSTRY = "industry", _("industry")
        OTHER = "other", _("other")
        OPERATOR = "operator", _("runs this platform")

    class Body(models.TextChoices):
        """What an organization is that is neither academic nor industry."""

        HOSPITAL = "hospital", _("hospital")
        PUBLIC = "public", _("public body")
        STANDARDS = "standards", _("standards body")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    body = models.CharField(_("what it is"), max_length=10, choices=Body.choices, blank=True)
    nonprofit = models.BooleanField(
        _("not for profit"), default=False, help_text=_("Terms can allow something to non-profit organizations only.")
    )
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[check_country])
    ror = models.CharField(_("ROR"), max_length=9, blank=True, validators=[check_ror])
    description = models.TextField(_("description"), blank=True, max_length=2000)
    requires_second_factor = models.BooleanField(_("asks a second factor of everyone"), default=False)
    created_at = models.DateTimeField(_("founded here"), auto_now_add=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True, editable=False)
    rejected_at = models.DateTimeField(_("rejected"), null=True, blank=True, editable=False)
    rejection = models.TextField(_("reason of the rejection"), blank=True, editable=False)

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
            models.UniqueConstraint(
                fields=["ror"],
                condition=~Q(ror="") & Q(verified_at__isnull=False),
                name="verified_organization_has_its_ror_alone",
                violation_error_message=_("A verified organization has this ROR identifier."),
            ),
            models.CheckConstraint(
                condition=Q(body="") | Q(kind="other"),
                name="only_other_organizations_say_what_they_are",
                violation_error_message=_("Only where the kind is “other”."),
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None) | Q(rejected_at=None),
                name="organization_is_not_verified_and_rejected",
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
        """Verified, rejected or neither yet, as pages show it."""
        return "verified" if self.is_verified else "rejected" if self.rejected_at else "unverified"

    @property
    def sort(self) -> str:
        """What it is, in the words of its page: hospital, academic."""
        return self.get_body_display() if self.body else self.get_kind_display()


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
