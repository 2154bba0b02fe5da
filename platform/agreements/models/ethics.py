"""Approvals of ethics committees: a document of a project's party, and which providers accepted it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models.undertakings import Undertaking
from vault.models import Blob


class EthicsApproval(models.Model):
    """What a committee decided about a project, for the organization that works under it. A row never changes.

    It holds to the end of the day `expires_on`, in UTC, which `expires_at` says for the policy.
    """

    visible_through = "undertaking"
    verbs_through = "undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    undertaking = models.ForeignKey(Undertaking, on_delete=models.PROTECT, related_name="ethics_approvals")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    committee = models.CharField(_("committee"), max_length=200)
    reference = models.CharField(_("reference number"), max_length=100)
    expires_on = models.DateField(_("holds until"))
    expires_at = models.DateTimeField(editable=False)
    document = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    document_name = models.CharField(max_length=255)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("ethics approval")
        verbose_name_plural = _("ethics approvals")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking", "organization", "reference", "expires_on", "document"],
                name="ethics_approval_is_filed_once",
                violation_error_message=_("This approval is filed already."),
            ),
            models.CheckConstraint(
                condition=~Q(committee="") & ~Q(reference=""), name="ethics_approval_names_its_committee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee}, {self.reference}"


class EthicsAcceptance(models.Model):
    """A provider looked at the document and accepts it: for what that provider shares, it counts."""

    visible_through = "approval__undertaking"

    approval = models.ForeignKey(EthicsApproval, on_delete=models.PROTECT, related_name="acceptances")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("accepted ethics approval")
        verbose_name_plural = _("accepted ethics approvals")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "organization"],
                name="provider_accepts_an_ethics_approval_once",
                violation_error_message=_("Your organization has accepted this already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval}: {self.organization}"
