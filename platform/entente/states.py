"""A state is a word, a shape and a colour: one table for all pages."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Look(NamedTuple):
    """How a state looks: a tone of the palette, an icon of the sprite and the word."""

    tone: str
    icon: str
    word: str | Promise


LOOKS: dict[str, Look] = {
    # agreements
    "draft": Look("rest", "rest", _("Draft")),
    "proposed": Look("wait", "wait", _("Proposed")),
    "changes_requested": Look("wait", "pen", _("Changes requested")),
    "agreed": Look("wait", "wait", _("Agreed")),
    "in_review": Look("wait", "wait", _("In review")),
    "approved": Look("run", "ok", _("Approved")),
    "signing": Look("wait", "pen", _("Waits for signatures")),
    "active": Look("ok", "ok", _("Active")),
    "suspended": Look("stop", "hold", _("Suspended")),
    "expired": Look("rest", "rest", _("Expired")),
    "terminated": Look("rest", "stop", _("Terminated")),
    "superseded": Look("rest", "rest", _("Superseded")),
    "rejected": Look("stop", "stop", _("Rejected")),
    "withdrawn": Look("rest", "rest", _("Withdrawn")),
    # work, and the phases of work that runs
    "queued": Look("wait", "wait", _("In line")),
    "blocked": Look("wait", "wait", _("After another job")),
    "trying": Look("wait", "search", _("Trials run")),
    "running": Look("run", "run", _("Running")),
    "succeeded": Look("ok", "ok", _("Done")),
    "failed": Look("stop", "warn", _("Failed")),
    "cancelled": Look("rest", "stop", _("Cancelled")),
    "refused": Look("stop", "stop", _("Refused")),
    "held": Look("wait", "hold", _("Paused")),
    "claimed": Look("run", "run", _("Starting")),
    "preparing": Look("run", "run", _("Preparing")),
    "training": Look("run", "run", _("Training")),
    "evaluating": Look("run", "run", _("Evaluating")),
    "reporting": Look("run", "run", _("Writing the report")),
    # stages of a project
    "done": Look("ok", "ok", _("Complete")),
    "now": Look("run", "run", _("Under way")),
    "next": Look("rest", "rest", pgettext_lazy("stage", "Not begun")),
    # organizations, confirmations, verdicts
    "verified": Look("ok", "ok", _("Verified")),
    "unverified": Look("wait", "wait", _("Not verified yet")),
    "confirmed": Look("ok", "ok", _("Confirmed")),
    "unconfirmed": Look("wait", "wait", _("Not confirmed yet")),
    "better": Look("ok", "ok", _("Fine-tuning paid")),
    "not_shown": Look("wait", "warn", _("Fine-tuning did not pay")),
    "worse": Look("stop", "warn", _("Fine-tuning made it worse")),
    # stages of a model's version
    "candidate": Look("wait", "wait", _("Candidate")),
    "staging": Look("run", "run", _("Staging")),
    "production": Look("ok", "ok", _("Production")),
    "retired": Look("rest", "rest", _("Retired")),
    # papers, their readers, and inventions
    "frozen": Look("stop", "hold", _("Frozen")),
    "objected": Look("stop", "warn", _("Objected to")),
    "submitted": Look("run", "paper", _("Sent to its venue")),
    "published": Look("ok", "ok", _("Published")),
    "given": Look("wait", "people", _("With its readers")),
    "not_given": Look("rest", "rest", _("Not given yet")),
    "reading": Look("wait", "wait", _("Reads")),
    "read": Look("ok", "ok", _("Days are over")),
    "agrees": Look("ok", "ok", _("Agrees")),
    "objects": Look("stop", "warn", _("Has objected")),
    "disclosed": Look("wait", "wait", _("Disclosed")),
    "filed": Look("run", "paper", _("Filed")),
    "granted": Look("ok", "ok", _("Granted")),
    "released": Look("rest", "rest", _("No patent sought")),
    # standards, and what was checked by them
    "deprecated": Look("rest", "rest", _("Deprecated")),
    "conforms": Look("ok", "ok", _("Conforms")),
    "fails": Look("stop", "stop", _("Does not conform")),
    "holds": Look("ok", "ok", _("Holds")),
    "broken": Look("stop", "stop", _("Fails")),
    # how open a thing is
    "open": Look("ok", "ok", _("Open to all")),
    "described": Look("rest", "info", _("Described to all")),
    "members": Look("rest", "people", _("Members only")),
    "closed": Look("rest", "software", _("Closed")),
}

# Who keeps a clause: the word on the clause, and the one behind a count.
KEEPERS: dict[str, tuple[Promise, Promise]] = {
    "software": (_("Enforced"), _("%(count)s enforced")),
    "people": (_("Checked by people"), _("%(count)s checked by people")),
    "text": (_("Text only"), _("%(count)s text only")),
}
