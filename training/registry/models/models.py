"""Models, their versions and their files."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Asset, AssetVersion
from collaborations.models import Project
from engine.digests import object_digest
from registry.models.stages import Stage
from registry.querysets import ModelQuerySet, asked_first
from vault.models import Blob


class Model(models.Model):
    """What people read about a model; name, owner and openness stand on its asset."""

    visible_through = "asset"

    asset = models.OneToOneField(Asset, on_delete=models.PROTECT, primary_key=True, related_name="model")
    description = models.TextField(_("description"), blank=True)
    field = models.CharField(_("field of work"), max_length=200, blank=True, default="", db_default="")
    task = models.CharField(_("task"), max_length=100)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    architecture = models.CharField(_("architecture"), max_length=100)
    languages = ArrayField(
        models.CharField(max_length=100), verbose_name=_("languages"), default=list, db_default=[], blank=True
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("model")
        verbose_name_plural = _("models")
        ordering = ["-asset_id"]

    def __str__(self) -> str:
        return self.asset.name

    def get_absolute_url(self) -> str:
        return reverse("registry:model", args=[self.asset.slug])

    def versions(self) -> models.QuerySet["ModelVersion"]:
        """Its versions, the newest first."""
        found = ModelVersion.objects.filter(version__asset=self.asset_id)
        return found.select_related("version__asset__owner", "base__version__asset").prefetch_related("files__blob")

    def versions_to_ask(self) -> models.QuerySet["ModelVersion"]:
        """Its versions, first what is asked where none is named: in production, else the newest; retired ones last."""
        return self.versions().order_by(asked_first("stage"), "-version__number")

    @property
    def latest(self) -> "ModelVersion":
        """Its newest version; a model comes in with one."""
        return self.versions()[0]


class ModelVersion(models.Model):
    """One state of a model's weights. Its digest, and what it was derived from, stand on the asset's version."""

    visible_through = "version__asset"
    verbs_through = "project"  # what its parties approve and assess; who promotes it, its asset's owner says
    concerns_through = ("version__asset", "project__undertaking")

    version = models.OneToOneField(
        AssetVersion, on_delete=models.PROTECT, primary_key=True, related_name="model_version"
    )
    parameters = models.PositiveBigIntegerField(_("parameters"))
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="tuned")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="model_versions")
    stage = models.CharField(
        _("stage"), max_length=10, choices=Stage.choices, default=Stage.CANDIDATE, db_default=Stage.CANDIDATE
    )
    production_of = models.OneToOneField(
        Model, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="in_production"
    )

    class Meta:
        verbose_name = _("version of a model")
        verbose_name_plural = _("versions of models")
        ordering = ["-version_id"]
        constraints = [  # `production_of` is unique, and so one version of a model is in production at most
            models.CheckConstraint(
                condition=Q(stage="production", production_of__isnull=False)
                | ~Q(stage="production") & Q(production_of=None),
                name="version_in_production_says_of_which_model",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.asset.name}, {self.version.number}"

    def get_absolute_url(self) -> str:
        return reverse("registry:stage", args=[self.version.asset.slug, self.version.number])

    @property
    def model(self) -> Model:
        model: Model = self.version.asset.model
        return model

    @property
    def is_of_its_files(self) -> bool:
        """Whether its digest is still that of the manifest of its files; what they hold the vault verifies."""
        return self.version.digest == object_digest(dict(self.files.values_list("name", "blob__sha256")))


class File(models.Model):
    """A file of a version, under its path in the Hugging Face layout."""

    visible_through = "version__version__asset"

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("name"), max_length=255)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="model_files")

    class Meta:
        verbose_name = _("file of a model")
        verbose_name_plural = _("files of models")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="model_version_names_a_file_once"),
        ]

    def __str__(self) -> str:
        return self.name
