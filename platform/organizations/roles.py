"""The roles a person can have in an organization, and which of them ask for a second factor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does for an organization."""

    OWNER = "owner", _("owner")
    SIGNATORY = "signatory", _("legal signatory")
    STEWARD = "steward", _("data steward")
    RESEARCHER = "researcher", _("researcher")
    COMPUTE_MANAGER = "compute_manager", _("compute manager")
    AUDITOR = "auditor", _("auditor")
    REVIEWER = "reviewer", _("reviewer")
    STAFF = "staff", _("platform staff")


# Only the organization that runs the platform has these.
OPERATOR_ONLY = frozenset({Role.REVIEWER, Role.STAFF})

# They bind an organization or decide about others: a password alone is too little.
SECOND_FACTOR = frozenset({Role.SIGNATORY, Role.REVIEWER, Role.STAFF})
