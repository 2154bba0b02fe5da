"""What the demonstration shows of terms being kept: a suspension seen beforehand, what it stops, and the way back."""

from django.utils.translation import gettext as _

from agreements.keeping.consequences import Cut, consequences_of
from agreements.models import Agreement, State
from agreements.services.suspension import resume_agreement, suspend_agreement
from entente.demo.cast import STEWARD
from entente.demo.people import actor
from entente.demo.walk import Walk


def preview(agreement: Agreement, walk: Walk) -> None:
    """What would break, by name, before anybody clicks."""
    for effects in consequences_of(Cut(agreement=agreement), actor(STEWARD)):
        names = [effect.name for effect in effects.named]
        walk.say(f"    {effects.title}: {', '.join(names) or effects.total}")


def suspend(agreement: Agreement) -> None:
    """The company stops it at once, if an earlier run has not."""
    if agreement.state == State.ACTIVE:
        reason = _("A fitter's name was found in a note; we look through all of them first.")
        suspend_agreement(agreement, by=actor(STEWARD), reason=reason)
    agreement.refresh_from_db()


def resume(agreement: Agreement) -> None:
    """The company lets it go on."""
    resume_agreement(agreement, by=actor(STEWARD), reason=_("All notes were looked through."))
    agreement.refresh_from_db()
