"""What can go wrong with standards: bad input is Django's ValidationError, a refusal agreements' NotAllowed."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class DraftChanged(ValidationError):
    """The draft that was read isn't the one that stands there now."""

    def __init__(self, standard: object) -> None:
        super().__init__(
            _("The draft of “%(standard)s” has changed since you read it. Read it again, then agree.")
            % {"standard": standard},
            code="draft_changed",
        )
