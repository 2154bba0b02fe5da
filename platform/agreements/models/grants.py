"""Grants: what active agreements let organizations do, and the permission rows that carry it."""

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase

from agreements.models.agreements import Agreement, TermsVersion
from agreements.models.assets import Asset
from agreements.models.undertakings import Purpose


class Grant(models.Model):
    """What one provider lets one recipient do under one version of terms, in [starts_at, ends_at).

    Whether it can be used is decided here, when asked: state, times and purpose stand on no permission row.
    """

    class SpeaksOf(models.TextChoices):
        """What is asked about when it answers: the assets themselves, or the models that were made from them."""

        ASSET = "asset", _("what is shared")
        DERIVED = "derived", _("models made from it")
        BOTH = "both", _("both")

    terms_version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="grants")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="grants")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="grants")
    provider = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="given_grants")
    shares = ArrayField(models.PositiveIntegerField(), help_text=_("Places of its shares in the terms, from 0."))
    operations = ArrayField(models.CharField(max_length=20), verbose_name=_("operations"))
    last_version = models.PositiveIntegerField(
        _("up to version"), null=True, blank=True, help_text=_("Empty: later versions too.")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    conditional = models.BooleanField(_("only for a confirmed purpose"))
    needs_ethics_approval = models.BooleanField(_("only with an approved ethics approval"), default=False)
    speaks_of = models.CharField(_("speaks of"), max_length=7, choices=SpeaksOf.choices, default=SpeaksOf.BOTH)
    outlasts_agreement = models.BooleanField(
        _("outlasts the agreement"), default=False, help_text=_("For what was made while the agreement held.")
    )
    people = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("only these persons"),
        null=True,
        blank=True,
        help_text=_("Empty: all."),
    )
    least_k = models.PositiveIntegerField(
        _("only de-identified versions with a k of"),
        null=True,
        blank=True,
        help_text=_("1: whatever their k is. Empty: all versions."),
    )
    publish_from = models.DateTimeField(_("nothing is published before"), null=True, blank=True)
    obligations: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(
        _("obligations"), default=list, blank=True
    )
    clauses: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(
        _("clauses"), default=dict, blank=True, help_text=_("The number of the clause that says each thing.")
    )

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="grant_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(organization=F("provider")), name="grant_is_to_another_organization"),
            models.CheckConstraint(
                condition=Q(speaks_of__in=["asset", "derived", "both"]), name="grant_speaks_of_something_known"
            ),
            models.CheckConstraint(
                condition=Q(outlasts_agreement=False) | Q(speaks_of="derived"), name="only_what_is_made_outlasts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.provider} → {self.organization}"


class AssetGroupPermission(GroupObjectPermissionBase):
    """django-guardian's row for a group of the recipient and an asset, with the grant it comes from."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="asset_permissions", db_index=False)
    content_object = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="group_permissions", db_index=False
    )
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="permission_rows")
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Asset.Kind.choices)

    class Meta:
        verbose_name = _("permission on an asset")
        verbose_name_plural = _("permissions on assets")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "permission", "group", "grant"], name="grant_gives_a_permission_once"
            ),
        ]
        indexes = [
            models.Index(
                F("organization"),
                F("kind"),
                F("permission"),
                F("content_object").desc(),
                include=["group", "grant"],
                name="permission_newest",
            ),
        ]


class PurposeMatch(models.Model):
    """Whether a recipient's use for a purpose fits a version of terms, and why. No row is a no.

    A match counts for what the recipient was when it was made: a non-profit organization, or not.
    """

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="matches")
    terms_version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="matches")
    recipient = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    recipient_is_nonprofit = models.BooleanField(_("as a non-profit organization"))
    matches = models.BooleanField(_("matches"))
    rationale: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(_("rationale"))
    matcher_version = models.CharField(max_length=20)
    matched_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("match of a purpose")
        verbose_name_plural = _("matches of purposes")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "terms_version", "recipient"], name="purpose_is_matched_once_for_a_recipient"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.terms_version} · {self.recipient}"


class Epoch(models.Model):
    """One row that moves on with every change of what is allowed: who holds a yes open asks again when it did."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        verbose_name = _("epoch of the policy")
        verbose_name_plural = _("epochs of the policy")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_epoch")]

    def __str__(self) -> str:
        return str(self.number)
