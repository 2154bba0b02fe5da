"""Named sets of datasets."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from agreements.models import AssetVersion
from organizations.actor import Actor
from work.models import ENDED, State

if TYPE_CHECKING:
    from catalog.models import Dataset, Fusion, Ingestion, Upload  # noqa: F401


class DatasetQuerySet(models.QuerySet["Dataset"]):
    """Sets of datasets."""

    def told(self) -> Self:
        """With what a list says of each: its owner, and the rows of its latest version."""
        latest = AssetVersion.objects.filter(asset=OuterRef("asset")).order_by("-number")
        told = self.select_related("asset__owner", "asset__frozen_by").defer("words")
        return told.annotate(
            latest_rows=Subquery(latest.values("dataset_version__rows")[:1]),
            latest_number=Subquery(latest.values("number")[:1]),
        )

    def shaped(self) -> Self:
        """With the shape of each one's latest version."""
        latest = AssetVersion.objects.filter(asset=OuterRef("asset")).order_by("-number")
        return self.annotate(latest_shape=Subquery(latest.values("dataset_version__shape")[:1]))

    def telling_of(self, words: str) -> Self:
        """Whose description, field or citation speaks of `words`.

        By the stems of English, or in other scripts as it is written, since Chinese has no spaces to part words at.
        (To look through all texts for letters would take twice as long.)
        """
        told = Q(words=SearchQuery(words, config="english", search_type="websearch"))
        if not words.isascii():
            told |= Q(description__icontains=words) | Q(field__icontains=words)
        return self.filter(told)


class UploadQuerySet(models.QuerySet["Upload"]):
    """Sets of uploads."""

    def begun_by(self, actor: Actor) -> Self:
        """What this person began for the organization they act for, and has not expired: nobody else sees it."""
        if actor.organization is None:
            return self.none()
        return self.filter(begun_by=actor.user, organization=actor.organization, expires_at__gt=timezone.now())

    def expired(self) -> Self:
        """What nobody went on with in time."""
        return self.filter(expires_at__lte=timezone.now())


class FusionQuerySet(models.QuerySet["Fusion"]):
    """Sets of orders to combine datasets."""

    def begun_by(self, actor: Actor) -> Self:
        """What this person ordered for the organization they act for: nobody else sees it."""
        if actor.organization is None:
            return self.none()
        return self.told().filter(begun_by=actor.user, organization=actor.organization)

    def told(self) -> Self:
        """With what is asked of each, and its sources."""
        told = self.select_related(
            "item", "organization", "begun_by", "project", "dataset__asset__owner", "made__version__asset__dataset"
        )
        of_source = "sources__version__version__asset"
        return told.prefetch_related(f"{of_source}__owner", f"{of_source}__dataset")


class IngestionQuerySet(models.QuerySet["Ingestion"]):
    """Sets of drafts."""

    def begun_by(self, actor: Actor) -> Self:
        """What this person began for the organization they act for, and has not left: nobody else sees it."""
        if actor.organization is None:
            return self.none()
        return self.told().filter(begun_by=actor.user, organization=actor.organization, left_at=None)

    def told(self) -> Self:
        """With what is asked of each."""
        return self.select_related(
            "item__organization", "organization", "begun_by", "upload__organization", "dataset__asset__owner",
            "version__version__asset",
        )  # fmt: skip

    def unfinished(self) -> Self:
        """What is not a version yet."""
        return self.filter(version=None)

    def over(self) -> Self:
        """What its person has left, or did not go on with in time, and nobody works on or will."""
        gone = Q(left_at__isnull=False) | Q(upload__expires_at__lte=timezone.now())
        return self.unfinished().filter(gone, item__state__in=[*ENDED, State.HELD])
