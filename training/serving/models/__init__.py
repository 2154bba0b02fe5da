"""What is asked of models."""

from serving.models.usage import Usage

__all__ = ["Usage"]
