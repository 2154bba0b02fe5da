"""How events of the audit read: deeds in words, refusals with their reasons as this reader may know them."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.operations import Operation
from agreements.policy import Reason
from audit.models import Event
from organizations.actor import Actor

REFUSED = ".refused"

DEEDS: dict[str, Promise] = {
    "agreement.drafted": gettext_lazy("drafted an agreement"),
    "agreement.proposed": gettext_lazy("proposed terms"),
    "agreement.changes_requested": gettext_lazy("requested changes"),
    "agreement.agreed": gettext_lazy("agreed to terms"),
    "agreement.declined": gettext_lazy("declined terms"),
    "agreement.withdrawn": gettext_lazy("withdrew an agreement"),
    "agreement.review_taken": gettext_lazy("began a review"),
    "agreement.approved": gettext_lazy("approved an agreement"),
    "agreement.sent_back": gettext_lazy("sent an agreement back"),
    "agreement.rejected": gettext_lazy("rejected an agreement"),
    "agreement.signed": gettext_lazy("signed an agreement"),
    "agreement.activated": gettext_lazy("put an agreement in force"),
    "agreement.suspended": gettext_lazy("suspended an agreement"),
    "agreement.resumed": gettext_lazy("resumed an agreement"),
    "agreement.terminated": gettext_lazy("terminated an agreement"),
    "dataset.added": gettext_lazy("added a dataset"),
    "dataset.previewed": gettext_lazy("looked at rows of a dataset"),
    "job.submitted": gettext_lazy("submitted a job"),
    "job.cancel_requested": gettext_lazy("asked to cancel a job"),
    "job.succeeded": gettext_lazy("finished a job"),
    "member.added": gettext_lazy("added a person"),
    "member.role_removed": gettext_lazy("took a role from a person"),
    "model.imported": gettext_lazy("added a model"),
    "model.published": gettext_lazy("published a model"),
    "model.downloaded": gettext_lazy("downloaded a model"),
    "organization.founded": gettext_lazy("founded the organization"),
    "organization.verified": gettext_lazy("verified an organization"),
    "undertaking.started": gettext_lazy("started a project"),
    "undertaking.team_joined": gettext_lazy("added somebody to a project’s team"),
    "undertaking.purpose_changed": gettext_lazy("changed a project’s purpose"),
    "undertaking.purpose_confirmed": gettext_lazy("confirmed a project’s purpose"),
    "token.issued": gettext_lazy("made an API token"),
    "token.revoked": gettext_lazy("revoked an API token"),
}
# What the policy is asked beside operations, as nouns; a test holds the table complete.
VERBS_IN_WORDS: dict[str, Promise] = {
    "add_asset": gettext_lazy("adding a dataset or model"),
    "add_version": gettext_lazy("adding a version"),
    "agree": gettext_lazy("agreeing to terms"),
    "cancel": gettext_lazy("cancelling a job"),
    "confirm_purpose": gettext_lazy("confirming a purpose"),
    "draft_agreement": gettext_lazy("drafting an agreement"),
    "edit": gettext_lazy("changing it"),
    "manage_members": gettext_lazy("managing members"),
    "manage_tokens": gettext_lazy("managing tokens"),
    "propose": gettext_lazy("proposing terms"),
    "reject": gettext_lazy("declining terms"),
    "request_changes": gettext_lazy("requesting changes"),
    "resume": gettext_lazy("resuming an agreement"),
    "review": gettext_lazy("reviewing an agreement"),
    "see_audit": gettext_lazy("seeing the audit"),
    "sign": gettext_lazy("signing an agreement"),
    "start_project": gettext_lazy("starting a project"),
    "submit": gettext_lazy("submitting a job"),
    "suspend": gettext_lazy("suspending an agreement"),
    "terminate": gettext_lazy("terminating an agreement"),
    "verify": gettext_lazy("verifying an organization"),
    "withdraw": gettext_lazy("withdrawing an agreement"),
}


class Told(NamedTuple):
    """An event, its deed in words, and what explains it."""

    event: Event
    deed: str
    refused: bool
    why: list[str]


def told(event: Event, reader: Actor) -> Told:
    """The event as this reader may read it."""
    reasons = [Reason.from_json(stored) for stored in (event.decision or {}).get("reasons", [])]
    why = [reason.sentence(reader) for reason in reasons]
    if reason := event.data.get("reason"):
        why.append(str(reason))
    return Told(event, deed_in_words(event.verb), event.verb.endswith(REFUSED), why)


def deed_in_words(verb: str) -> str:
    """A deed's code in words; a deed that this table doesn't know shows its code."""
    asked = verb.removesuffix(REFUSED)
    if asked == verb:
        return str(DEEDS.get(verb, verb))
    known = Operation(asked).label if asked in Operation.values else VERBS_IN_WORDS.get(asked, asked)
    return _("asked for %(deed)s and was refused") % {"deed": known}
