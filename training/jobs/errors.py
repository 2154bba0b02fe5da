"""What can go wrong with jobs: bad input is Django's ValidationError, a refusal agreements' NotAllowed."""

from django.core.exceptions import ValidationError


class KeyReused(ValidationError):
    """An Idempotency-Key came a second time, with another job."""
