"""The requirement that another party of the project has approved a version."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Organization
from registry.models import ModelVersion
from registry.requirements import Answer, Requirement


def partner_approved(version: ModelVersion) -> Answer:
    """Who approved it, among the parties of now; or who can."""
    assert version.project is not None  # only a project asks
    others = Organization.objects.filter(undertakings=version.project.undertaking_id).exclude(
        pk=version.version.asset.owner_id
    )
    given = version.approvals.filter(organization__in=others).select_related("organization", "approved_by").first()
    if given:
        told = {"person": given.approved_by, "organization": given.organization}
        return Answer(True, _("%(person)s has approved it for %(organization)s.") % told)
    names = ", ".join(others.order_by("name").values_list("name", flat=True))
    if not names:
        words = _("The project has no other party that could approve it. Invite one, or stop asking for this.")
        return Answer(False, words, version.project.get_absolute_url())
    words = _("A steward or signatory of another party has to approve it: %(names)s.")
    return Answer(False, words % {"names": names}, f"{version.get_absolute_url()}#approve")


PARTNER = Requirement("partner", gettext_lazy("A partner’s approval"), partner_approved)
