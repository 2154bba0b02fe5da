"""Datasets with their versions and files, and what comes in on the way to them."""

from catalog.models.datasets import Dataset, DatasetVersion, File
from catalog.models.fusions import Fusion, FusionSource
from catalog.models.ingestions import Ingestion
from catalog.models.profiles import Profile
from catalog.models.uploads import Upload, UploadPart
from catalog.models.withdrawals import RowWithdrawal

__all__ = [
    "Dataset",
    "DatasetVersion",
    "File",
    "Fusion",
    "FusionSource",
    "Ingestion",
    "Profile",
    "RowWithdrawal",
    "Upload",
    "UploadPart",
]
