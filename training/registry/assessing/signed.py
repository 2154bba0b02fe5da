"""The requirement that the assessment of a version is signed."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.models import Assessment, ModelVersion
from registry.requirements import Answer, Requirement


def assessment_signed(version: ModelVersion) -> Answer:
    """Who signed it; or who has to write or sign it."""
    page = reverse("registry:assessment", args=[version.version.asset.slug, version.version.number])
    signed = Assessment.objects.filter(version=version, signed_at__isnull=False).first()
    if signed:
        told = {"person": signed.signed_by, "organization": signed.signed_for}
        return Answer(True, _("%(person)s has signed the assessment off for %(organization)s.") % told, page)
    if Assessment.objects.filter(version=version).exists():
        return Answer(False, _("The assessment waits for the sign-off of another party of the project."), page)
    told = {"organization": version.version.asset.owner}
    return Answer(False, _("Nobody has assessed this version yet; %(organization)s does.") % told, page)


ASSESSMENT = Requirement("assessment", gettext_lazy("The assessment, signed off by another party"), assessment_signed)
