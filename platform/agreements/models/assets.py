"""Assets: one row per thing that can be shared, its versions, and what they were derived from."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.operations import Operation


class Asset(models.Model):
    """A thing that can be shared. Terms, grants and lineage point here; permission is always asked of it."""

    class Kind(models.TextChoices):
        DATASET = "dataset", _("dataset")
        MODEL = "model", _("model")

    class Openness(models.TextChoices):
        OPEN = "open", _("open to all")
        DESCRIBED = "described", _("described to all")
        MEMBERS = "members", _("members only")
        CLOSED = "closed", _("closed")

    class Sensitivity(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary")
        CONFIDENTIAL = "confidential", _("business confidential")
        PERSONAL = "personal", _("about persons")

    class Forbidden(models.TextChoices):
        """What a licence can keep from all but the owner, as far as software decides it."""

        DERIVATIVES = "derivatives", _("making something from it")
        COMMERCIAL = "commercial", _("commercial use")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    owner = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="assets", db_index=False
    )
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=80)
    openness = models.CharField(_("openness"), max_length=10, choices=Openness.choices, default=Openness.CLOSED)
    sensitivity = models.CharField(
        _("sensitivity"), max_length=12, choices=Sensitivity.choices, default=Sensitivity.ORDINARY
    )
    licence = models.CharField(
        _("licence"), max_length=100, blank=True, help_text=_("An SPDX expression; empty: none that software knows.")
    )
    licence_forbids = ArrayField(
        models.CharField(max_length=12, choices=Forbidden.choices), default=list, blank=True, editable=False
    )
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    frozen_because = models.TextField(_("frozen because"), blank=True)
    erased_at = models.DateTimeField(
        _("erased"), null=True, blank=True, help_text=_("Its bytes were deleted for good; it stays frozen.")
    )
    held = ArrayField(
        models.PositiveIntegerField(),
        default=list,
        db_default=[],
        blank=True,
        editable=False,
        help_text=_("Numbers of versions that are kept to the owner; 0 stands for the asset, when they all are."),
    )
    withdrawn = ArrayField(
        models.PositiveIntegerField(),
        default=list,
        db_default=[],
        blank=True,
        editable=False,
        help_text=_("Numbers of versions that rows were withdrawn from; 0 stands for the asset, when they all are."),
    )
    derived = models.BooleanField(_("made from others"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        ordering = ["-id"]
        permissions = [(f"{operation}_asset", f"Can {operation} the asset") for operation in Operation.values]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="asset_address_is_unique",
                violation_error_message=_("Something with this address is here already."),
            ),
            models.CheckConstraint(condition=Q(kind__in=["dataset", "model"]), name="asset_kind_is_known"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(frozen_at__isnull=False), name="asset_that_was_erased_is_frozen"
            ),
            models.CheckConstraint(
                condition=Q(openness__in=["open", "described", "members", "closed"]), name="asset_openness_is_known"
            ),
        ]
        indexes = [
            models.Index(F("owner"), F("kind"), F("id").desc(), name="asset_own_newest"),
            models.Index(
                F("kind"),
                F("id").desc(),
                include=["openness", "frozen_at", "derived"],
                condition=~Q(openness="closed"),
                name="asset_open_newest",
            ),
            models.Index(
                fields=["kind", "name", "id"],
                include=["openness"],
                condition=~Q(openness="closed"),
                name="asset_open_by_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AssetVersion(models.Model):
    """A state of an asset that never changes: its digest names its bytes."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    k = models.PositiveIntegerField(
        _("k"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("As measured of a de-identified version (k-anonymity); 1: not measured. Empty: not de-identified."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    derived_from = models.ManyToManyField(
        "self", through="DerivedFrom", through_fields=("child", "parent"), symmetrical=False, related_name="led_to"
    )

    concerns_through = "asset"

    class Meta:
        verbose_name = _("version of an asset")
        verbose_name_plural = _("versions of assets")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "number"], name="asset_version_number_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.asset}, {self.number}"


class DerivedFrom(models.Model):
    """`child` was made from `parent`: written once, and always to an older version; that may be one of the same asset,
    of which something was taken out.
    """

    child = models.ForeignKey(AssetVersion, on_delete=models.PROTECT, related_name="sources")
    parent = models.ForeignKey(AssetVersion, on_delete=models.PROTECT, related_name="derivatives")

    class Meta:
        verbose_name = _("derivation")
        verbose_name_plural = _("derivations")
        constraints = [
            models.UniqueConstraint(fields=["child", "parent"], name="derivation_is_told_once"),
            models.CheckConstraint(condition=Q(parent__lt=F("child")), name="derivation_leads_to_something_older"),
        ]

    def __str__(self) -> str:
        return f"{self.child} ← {self.parent}"


class AssetAncestor(models.Model):
    """The closure of derivations: versions of `asset` go back to the versions `numbers` of `ancestor`.

    `number` is the last of them, which grants speak of; it is used whether `numbers` says so or not. `made_at` is when
    the last version of `asset` was made that goes back to one.
    """

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="ancestors", db_index=False)
    ancestor = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="descendants")
    number = models.PositiveIntegerField()
    numbers = ArrayField(models.PositiveIntegerField(), default=list, db_default=[])
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ancestor")
        verbose_name_plural = _("ancestors")
        constraints = [
            models.UniqueConstraint(fields=["asset", "ancestor"], name="ancestor_is_told_once"),
            models.CheckConstraint(condition=~Q(asset=F("ancestor")), name="asset_is_not_its_own_ancestor"),
        ]

    def __str__(self) -> str:
        return f"{self.asset} ← {self.ancestor}"
