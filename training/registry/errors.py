"""What keeps a version from being promoted, in sentences."""

from django.core.exceptions import ValidationError


class NotReady(ValidationError):
    """Something that the project asks for is missing; each message says what, and what to do."""
