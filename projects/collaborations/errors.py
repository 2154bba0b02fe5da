"""What can go wrong with shared projects: bad input is Django's ValidationError, a refusal agreements' NotAllowed."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class PurposeChanged(ValidationError):
    """What was read isn't what stands there now."""

    def __init__(self, project: object) -> None:
        super().__init__(
            _("Purpose, parties or team of “%(project)s” have changed. Read them again, then confirm.")
            % {"project": project},
            code="purpose_changed",
        )


class ObjectiveChanged(ValidationError):
    """The objective that was read isn't what stands there now."""

    def __init__(self, objective: object) -> None:
        super().__init__(
            _("“%(objective)s” has changed since you read it. Read it again, then agree.") % {"objective": objective},
            code="objective_changed",
        )
