"""What can go wrong with organizations and those who act for them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class UnknownRole(ValidationError):
    """The organization has no such role."""

    def __init__(self, organization: object, role: str) -> None:
        super().__init__(
            _("%(organization)s has no role “%(role)s”.") % {"organization": organization, "role": role},
            code="unknown_role",
        )
