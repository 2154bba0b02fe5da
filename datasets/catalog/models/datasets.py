"""Datasets, their versions and their files."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Asset, AssetVersion
from catalog.querysets import DatasetQuerySet
from vault.models import Blob


class Dataset(models.Model):
    """What people read about a dataset; name, owner and openness stand on its asset."""

    visible_through = "asset"

    asset = models.OneToOneField(Asset, on_delete=models.PROTECT, primary_key=True, related_name="dataset")
    description = models.TextField(_("description"), blank=True)
    field = models.CharField(_("field of work"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    citation = models.TextField(_("citation"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.GeneratedField(
        expression=SearchVector("description", "field", "citation", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = DatasetQuerySet.as_manager()

    class Meta:
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")
        ordering = ["-asset_id"]
        indexes = [GinIndex(fields=["words"], name="dataset_by_words")]

    def __str__(self) -> str:
        return self.asset.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:dataset", args=[self.asset.slug])

    def versions(self) -> models.QuerySet["DatasetVersion"]:
        """Its versions, the newest first."""
        found = DatasetVersion.objects.filter(version__asset=self.asset_id)
        return found.select_related("version__asset__owner").prefetch_related("files__blob")

    @property
    def latest(self) -> "DatasetVersion":
        """Its newest version; a dataset comes in with one."""
        return self.versions()[0]


class DatasetVersion(models.Model):
    """One state of a dataset's rows, counted once when it came in. Its digest stands on the asset's version."""

    visible_through = "version__asset"

    version = models.OneToOneField(
        AssetVersion, on_delete=models.PROTECT, primary_key=True, related_name="dataset_version"
    )

    class Shape(models.TextChoices):
        TABLE = "table", _("table")
        TEXTS = "texts", _("texts")
        PAIRS = "pairs", _("pairs of texts")
        TAGGED = "tagged", _("tagged words")
        RAW = "raw", _("plain text")
        PICTURES = "pictures", _("pictures")
        BOXES = "boxes", _("pictures with boxes")
        SERIES = "series", _("series over time")
        CHATS = "chats", _("chats")

    rows = models.PositiveBigIntegerField(_("rows"))
    shape = models.CharField(_("shape"), max_length=12, choices=Shape, default=Shape.TEXTS, db_default=Shape.TEXTS)
    columns = models.JSONField(_("columns"), help_text=_("Of each its name, kind, role and missing values."))
    text_column = models.CharField(_("text column"), max_length=200, blank=True)
    label_column = models.CharField(_("label column"), max_length=200, blank=True)
    classes = models.JSONField(_("rows of each class"), default=dict, blank=True)
    repaired = models.JSONField(_("what was mended"), default=list, db_default=[], blank=True)
    split = models.JSONField(_("split"), default=dict, db_default={}, blank=True)
    changes = models.TextField(_("changes"), blank=True)

    class Meta:
        verbose_name = _("version of a dataset")
        verbose_name_plural = _("versions of datasets")
        ordering = ["-version_id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(rows__gt=0), name="dataset_version_has_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.version.asset.name}, {self.version.number}"

    @property
    def dataset(self) -> Dataset:
        dataset: Dataset = self.version.asset.dataset
        return dataset

    @property
    def split_column(self) -> str:
        """The column that says of each row for which part it is; "" where there is no split."""
        named = (column["name"] for column in self.columns if column.get("role") == "split")
        return next(named, "") if self.split else ""

    @property
    def classifies_texts(self) -> bool:
        """Whether a model can learn from it which class a text is of."""
        return bool(self.text_column and self.label_column and len(self.classes) > 1)

    @property
    def has_uses(self) -> bool:
        """Whether it says of any column what it is for; what a model can learn from it, apps above know."""
        return any(column.get("role") for column in self.columns)

    def shares(self) -> list[tuple[str, int, float]]:
        """Each class with its rows and their share of all, the largest first."""
        largest_first = sorted(self.classes.items(), key=lambda each: -each[1])
        return [(label, rows, rows / self.rows) for label, rows in largest_first]


class File(models.Model):
    """A file of a version: as its owner brought it, or as Entente reads it (Parquet, and beside it pictures)."""

    visible_through = "version__version__asset"

    class Role(models.TextChoices):
        ORIGINAL = "original", _("as it was brought")
        NORMALISED = "normalised", _("as it is read")
        PICTURES = "pictures", _("with the pictures")

    version = models.ForeignKey(DatasetVersion, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("name"), max_length=255)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="dataset_files")

    class Meta:
        verbose_name = _("file of a dataset")
        verbose_name_plural = _("files of datasets")
        ordering = ["role", "name"]
        constraints = [
            models.UniqueConstraint(fields=["version", "role"], name="dataset_version_has_one_file_per_role"),
        ]

    def __str__(self) -> str:
        return self.name
