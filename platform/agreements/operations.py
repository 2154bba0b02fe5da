"""The operations on assets by name: what terms grant and the policy decides (policy/tables.py says who may)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Operation(models.TextChoices):
    """What can be done with an asset; the label is the operation as a noun."""

    DISCOVER = "discover", _("discovery")
    PREVIEW = "preview", _("preview")
    DOWNLOAD = "download", _("download")
    TRAIN = "train", _("training")
    EVALUATE = "evaluate", _("evaluation")
    STATISTICS = "statistics", _("statistics")
    INFER = "infer", _("predictions")
    DERIVE = "derive", _("further training")
    RELEASE_WEIGHTS = "release_weights", _("release of weights")
    SERVE = "serve", _("serving")
    REDISTRIBUTE = "redistribute", _("passing on")
    PUBLISH = "publish", _("publication")
