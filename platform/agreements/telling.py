"""How events of the audit read: a sentence for each verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.operations import Operation

REFUSED = ".refused"

DEEDS: dict[str, Promise] = {
    "agreement.drafted": gettext_lazy("drafted an agreement"),
    "agreement.draft_edited": gettext_lazy("changed a draft"),
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
    "agreement.amendment_drafted": gettext_lazy("drafted new terms for an agreement"),
    "agreement.superseded": gettext_lazy("replaced an agreement by new terms"),
    "agreement.exported": gettext_lazy("exported an agreement"),
    "agreement.suspended": gettext_lazy("suspended an agreement"),
    "agreement.resumed": gettext_lazy("resumed an agreement"),
    "agreement.counter_proposed": gettext_lazy("answered with terms of its own"),
    "agreement.drafted_again": gettext_lazy("drafted an agreement again"),
    "agreement.commented": gettext_lazy("commented on terms"),
    "agreement.comment_resolved": gettext_lazy("resolved a comment"),
    "staff_comment.left": gettext_lazy("left a comment for staff"),
    "agreement.approved_by_one": gettext_lazy("approved an agreement as the first of two"),
    "access_request.covered": gettext_lazy("asked for access and had it already"),
    "access_request.asked": gettext_lazy("asked for access"),
    "access_request.started": gettext_lazy("started an agreement for a request"),
    "access_request.refused": gettext_lazy("refused a request for access"),
    "access_request.withdrawn": gettext_lazy("took a request for access back"),
    "agreement.terminated": gettext_lazy("terminated an agreement"),
    "agreement.duty_fulfilled": gettext_lazy("fulfilled a duty"),
    "asset.frozen": gettext_lazy("froze an asset under all agreements"),
    "asset.unfrozen": gettext_lazy("ended the freeze of an asset"),
    "compliance.opened": gettext_lazy("began a compliance review"),
    "compliance.answered": gettext_lazy("answered a compliance review"),
    "compliance.concluded": gettext_lazy("concluded a compliance review"),
    "finding.added": gettext_lazy("wrote down a finding"),
    "finding.mended": gettext_lazy("mended what was found"),
    "finding.closed": gettext_lazy("closed a finding"),
    "dataset.downloaded": gettext_lazy("downloaded a dataset"),
    "account.made": gettext_lazy("made an account"),
    "address.changed": gettext_lazy("changed their e-mail address"),
    "audit.exported": gettext_lazy("exported events of the audit"),
    "dataset.added": gettext_lazy("added a dataset"),
    "dataset.previewed": gettext_lazy("looked at rows of a dataset"),
    "job.submitted": gettext_lazy("submitted a job"),
    "job.cancel_requested": gettext_lazy("asked to cancel a job"),
    "job.succeeded": gettext_lazy("finished a job"),
    "job.started": gettext_lazy("started a job"),
    "job.held": gettext_lazy("stopped a job; its checkpoint is kept"),
    "job.queued_again": gettext_lazy("put a job back into the queue"),
    "job.failed": gettext_lazy("ended a job that failed"),
    "job.cancelled": gettext_lazy("cancelled a job"),
    "job.refused": gettext_lazy("refused a job before it started"),
    "key.made": gettext_lazy("made the organization’s signing key"),
    "key.registered": gettext_lazy("registered the organization’s own signing key"),
    "key.retired": gettext_lazy("retired a signing key"),
    "key.used": gettext_lazy("signed with the organization’s key"),
    "key.resealed": gettext_lazy("encrypted the held keys anew"),
    "member.added": gettext_lazy("added a person"),
    "member.role_removed": gettext_lazy("took a role from a person"),
    "model.imported": gettext_lazy("added a model"),
    "model.published": gettext_lazy("published a model"),
    "model.downloaded": gettext_lazy("downloaded a model"),
    "member.roles_changed": gettext_lazy("changed the roles of a person"),
    "member.left": gettext_lazy("left the organization"),
    "member.asked_to_join": gettext_lazy("asked to join the organization"),
    "member.let_in": gettext_lazy("let a person into the organization"),
    "member.declined": gettext_lazy("declined a person who asked to join"),
    "member.invited": gettext_lazy("invited a person"),
    "member.came_in": gettext_lazy("came in by an invitation"),
    "invitation.revoked": gettext_lazy("took an invitation back"),
    "sign_on.set": gettext_lazy("set up sign-on by the organization"),
    "sign_on.removed": gettext_lazy("ended sign-on by the organization"),
    "domain.named": gettext_lazy("named an e-mail domain"),
    "domain.proved": gettext_lazy("confirmed an e-mail domain"),
    "domain.dropped": gettext_lazy("dropped an e-mail domain"),
    "session.ended": gettext_lazy("ended a session of theirs"),
    "organization.edited": gettext_lazy("changed what is said of the organization"),
    "organization.logo_set": gettext_lazy("set the organization’s logo"),
    "organization.logo_removed": gettext_lazy("removed the organization’s logo"),
    "organization.rejected": gettext_lazy("turned an organization down"),
    "organization.asked_again": gettext_lazy("asked again to be verified"),
    "grants.written": gettext_lazy("wrote the permissions of an agreement"),
    "grants.withdrawn": gettext_lazy("withdrew the permissions of an agreement"),
    "permissions.repaired": gettext_lazy("repaired permissions"),
    "organization.founded": gettext_lazy("founded the organization"),
    "organization.verified": gettext_lazy("verified an organization"),
    "undertaking.started": gettext_lazy("started a project"),
    "undertaking.team_joined": gettext_lazy("added somebody to a project’s team"),
    "undertaking.purpose_changed": gettext_lazy("changed a project’s purpose"),
    "undertaking.purpose_confirmed": gettext_lazy("confirmed a project’s purpose"),
    "password.changed": gettext_lazy("changed their password"),
    "password.reset": gettext_lazy("set a new password by e-mail"),
    "second_factor.added": gettext_lazy("set up a second factor"),
    "second_factor.removed": gettext_lazy("removed a second factor"),
    "second_factor.made_anew": gettext_lazy("made new recovery codes"),
    "second_factor.used": gettext_lazy("proved who they are with a second factor"),
    "second_factor.failed": gettext_lazy("failed with a second factor"),
    "sign_in.done": gettext_lazy("signed in"),
    "sign_in.ended": gettext_lazy("signed out"),
    "sign_in.failed": gettext_lazy("was not let in: the password was wrong"),
    "sign_in.unknown": gettext_lazy("tried to sign in with an address that has no account"),
    "token.first_used": gettext_lazy("used an API token for the first time"),
    "token.rejected": gettext_lazy("showed an API token that has ended"),
    "token.issued": gettext_lazy("made an API token"),
    "token.revoked": gettext_lazy("revoked an API token"),
}
# What the policy is asked beside operations, as nouns; a test holds the table complete.
VERBS_IN_WORDS: dict[str, Promise] = {
    "add_asset": gettext_lazy("adding a dataset or model"),
    "add_version": gettext_lazy("adding a version"),
    "amend": gettext_lazy("proposing new terms for an agreement in force"),
    "export": gettext_lazy("exporting an agreement"),
    "register_key": gettext_lazy("changing the organization’s signing key"),
    "agree": gettext_lazy("agreeing to terms"),
    "answer_access": gettext_lazy("answering a request for access"),
    "cancel": gettext_lazy("cancelling a job"),
    "comment": gettext_lazy("commenting on terms"),
    "confirm_purpose": gettext_lazy("confirming a purpose"),
    "draft_again": gettext_lazy("drafting an agreement again"),
    "draft_agreement": gettext_lazy("drafting an agreement"),
    "edit": gettext_lazy("changing it"),
    "freeze": gettext_lazy("freezing an asset"),
    "fulfil_duty": gettext_lazy("fulfilling a duty"),
    "review_compliance": gettext_lazy("reviewing compliance"),
    "set_sign_on": gettext_lazy("setting up sign-on"),
    "invite": gettext_lazy("inviting a person"),
    "answer_join": gettext_lazy("answering who asks to join"),
    "correct": gettext_lazy("correcting an organization"),
    "leave": gettext_lazy("leaving the organization"),
    "manage_members": gettext_lazy("managing members"),
    "manage_tokens": gettext_lazy("managing tokens"),
    "propose": gettext_lazy("proposing terms"),
    "reject": gettext_lazy("declining terms"),
    "request_access": gettext_lazy("asking for access"),
    "request_changes": gettext_lazy("requesting changes"),
    "resume": gettext_lazy("resuming an agreement"),
    "review": gettext_lazy("reviewing an agreement"),
    "see_comments_of_staff": gettext_lazy("reading the comments of staff"),
    "see_audit": gettext_lazy("seeing the audit"),
    "sign": gettext_lazy("signing an agreement"),
    "start_project": gettext_lazy("starting a project"),
    "submit": gettext_lazy("submitting a job"),
    "suspend": gettext_lazy("suspending an agreement"),
    "terminate": gettext_lazy("terminating an agreement"),
    "verify": gettext_lazy("verifying an organization"),
    "withdraw": gettext_lazy("withdrawing an agreement"),
}


# What an event can be about, by the type of its object.
KINDS: dict[str, Promise] = {
    "agreements.agreement": gettext_lazy("an agreement"),
    "agreements.asset": gettext_lazy("a dataset or model"),
    "agreements.undertaking": gettext_lazy("a project"),
    "jobs.job": gettext_lazy("a job"),
    "organizations.organization": gettext_lazy("an organization"),
    "organizations.token": gettext_lazy("an API token"),
    "accounts.user": gettext_lazy("a person"),
}


def deed_in_words(verb: str) -> str:
    """A deed's code in words; a deed that this table doesn't know shows its code."""
    if verb in DEEDS:
        return str(DEEDS[verb])
    asked = verb.removesuffix(REFUSED)
    if asked == verb:
        return verb
    known = Operation(asked).label if asked in Operation.values else VERBS_IN_WORDS.get(asked, asked)
    return _("asked for %(deed)s and was refused") % {"deed": known}


def refusals_in_words() -> list[tuple[str, str]]:
    """Every refusal that can be recorded, by its code, in words."""
    asked = [*Operation.values, *VERBS_IN_WORDS]
    return [(f"{verb}{REFUSED}", deed_in_words(f"{verb}{REFUSED}")) for verb in asked]
