"""What is asked of models."""

from serving.models.batches import Batch
from serving.models.usage import Usage

__all__ = ["Batch", "Usage"]
