"""Ways into an organization: an invitation, a request to join, and the organization's own sign-on.

None leads anywhere by `visible_through`: lists that anybody asks for show none of them.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from organizations.models.organizations import Organization
from organizations.querysets import InvitationQuerySet
from organizations.roles import Role


class Invitation(models.Model):
    """A link, sent to one address, that lets its reader act for the organization: once, and for some days."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), verbose_name=_("roles"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="accepted_invitation_is_not_taken_back"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        """Whether its link would still let somebody in."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def role_names(self) -> list[str]:
        """The roles in words."""
        return [str(Role(role).label) for role in self.roles]


class JoinRequest(models.Model):
    """Somebody with an address at one of the organization's domains asks to act for it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an owner")
        APPROVED = "approved", _("let in")
        DECLINED = "declined", _("declined")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    email = models.EmailField(_("e-mail address"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"],
                condition=Q(state="waiting"),
                name="person_asks_an_organization_once_at_a_time",
                violation_error_message=_("You have asked already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organization}"


class SignOn(models.Model):
    """Where an organization's people sign in: its own OpenID Connect provider. The secret is kept encrypted."""

    organization = models.OneToOneField(
        Organization, on_delete=models.CASCADE, primary_key=True, related_name="sign_on"
    )
    issuer = models.URLField(_("issuer"), max_length=300)
    client_id = models.CharField(_("client ID"), max_length=200)
    sealed_secret = models.TextField(editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("sign-on")
        verbose_name_plural = _("sign-ons")

    def __str__(self) -> str:
        return self.issuer
