"""What an organization is known by: the domains of its mail, and its logo."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.checks import check_domain
from organizations.models.organizations import Organization
from organizations.querysets import DomainQuerySet


class Domain(models.Model):
    """A mail domain that an organization named. It is the organization's once the operator's staff has found it so.

    Before that, a confirmed address of one of its people shows enough for others with such an address to ask to join.
    """

    visible_through = "organization"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(_("domain"), max_length=253, validators=[check_domain])
    named_at = models.DateTimeField(_("named"), auto_now_add=True)
    proved_at = models.DateTimeField(_("proved"), null=True, blank=True, editable=False)

    objects = DomainQuerySet.as_manager()

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="organization_names_a_domain_once",
                violation_error_message=_("The organization has named this domain already."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(proved_at__isnull=False),
                name="proved_domain_is_of_one_organization",
                violation_error_message=_("Another organization has proved this domain."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Logo(models.Model):
    """A small picture, as we made it: never the bytes that somebody sent."""

    visible_through = "organization"

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, primary_key=True, related_name="logo")
    png = models.BinaryField()
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self) -> str:
        return f"{self.organization}"
