"""What people are told of papers and inventions. %(by)s is the organization that acted."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind
from notifications.models import Mail

KNOWLEDGE = Kind(
    "knowledge",
    _("Papers and inventions"),
    "paper",
    Mail.NOW,
    {
        "paper.given": _("%(by)s gives you the manuscript of “%(thing)s” to read."),
        "paper.agreed": _("%(by)s agrees that “%(thing)s” is submitted."),
        "paper.objected": _("%(by)s objects to the manuscript of “%(thing)s” and says what should change."),
        "paper.submitted": _("%(by)s has submitted “%(thing)s”."),
        "paper.published": _("%(by)s says that “%(thing)s” is published."),
        "invention.disclosed": _(
            "%(by)s has disclosed the invention “%(thing)s”. Papers on the same wait until it is decided."
        ),
        "invention.in_review": _("%(by)s reviews whether “%(thing)s” is filed for protection."),
        "invention.filed": _("%(by)s has filed “%(thing)s” for protection; papers on the same wait for it no longer."),
        "invention.granted": _("“%(thing)s” is granted, %(by)s says."),
        "invention.released": _("%(by)s seeks no patent for “%(thing)s”; papers on the same wait for it no longer."),
        "deadline.near": _("A deadline of “%(thing)s” comes near."),
    },
)
