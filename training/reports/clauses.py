"""The clauses under which a job ran, as far as the reader may see the agreement."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.pages.texts import text_of
from agreements.policy import visible
from agreements.rendering import Clause
from agreements.services.versions import current_of
from audit.models import Event
from jobs.models import Job
from organizations.actor import Actor

RECORDED = "job.succeeded"  # the event that carries the yes under which the result was shown


class Under(NamedTuple):
    """The agreement and those of its clauses that somebody or something keeps; or a sentence, where there is none."""

    agreement: Agreement | None
    clauses: list[Clause]
    sentence: str


def clauses_of(job: Job, *, by: Actor) -> Under:
    """What the job rested on when its result was shown, by the record."""
    event = Event.objects.filter(object_type=job._meta.label_lower, object_id=str(job.pk), verb=RECORDED).first()
    uid = (event.decision or {}).get("agreement") if event else None
    if uid is None:
        return Under(None, [], _("None: the inputs belong to the job’s organization, or are open to all."))
    known = visible(by, Agreement.objects.select_related("current_version"), "discover")
    agreement = known.filter(uid=uid).first()
    if agreement is None:
        return Under(None, [], _("The job rested on an agreement that is not shown to you."))
    clauses = text_of(current_of(agreement)).clauses
    return Under(agreement, [clause for clause in clauses if clause.keeper != "text"], "")
