"""The kinds of notices about agreements, and their sentences. %(by)s is the organization that acted."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind
from notifications.models import Mail

TERMS = Kind(
    "terms",
    _("Terms under negotiation"),
    "agreement",
    Mail.NOW,
    {
        "agreement.proposed": _("%(by)s proposes the terms of “%(thing)s” and waits for your answer."),
        "agreement.counter_proposed": _("%(by)s answers “%(thing)s” with terms of its own and waits for your answer."),
        "agreement.changes_requested": _("%(by)s requests changes to “%(thing)s”."),
        "agreement.agreed": _("%(by)s agrees to the terms of “%(thing)s”."),
        "agreement.declined": _("%(by)s declines the terms of “%(thing)s”."),
        "agreement.withdrawn": _("%(by)s withdraws “%(thing)s”."),
        "agreement.approved": _("The platform’s reviewers approve “%(thing)s”."),
        "agreement.sent_back": _("The platform’s reviewers send “%(thing)s” back and ask for changes."),
        "agreement.rejected": _("The platform’s reviewers reject “%(thing)s”."),
        "agreement.commented": _("%(by)s comments on the terms of “%(thing)s”."),
    },
)
REVIEW = Kind(
    "review",
    _("Agreements to review"),
    "pen",
    Mail.NOW,
    {
        "agreement.agreed": _("The parties of “%(thing)s” agree on its terms; they wait for your review."),
        "agreement.approved_by_one": _("“%(thing)s” is approved by one reviewer and waits for a second one."),
        "condition.met": _("%(by)s says that a condition of “%(thing)s” is met, and waits for your answer."),
    },
)
SIGNATURE = Kind(
    "signature",
    _("Signatures"),
    "pen",
    Mail.NOW,
    {
        "agreement.approved": _("“%(thing)s” is approved and waits for your signature."),
        "agreement.signed": _("%(by)s has signed “%(thing)s”; it waits for your signature."),
    },
)
STANDING = Kind(
    "standing",
    _("Agreements that begin, stop or end"),
    "agreement",
    Mail.NOW,
    {
        "agreement.activated": _("“%(thing)s” is signed by all and in force."),
        "agreement.suspended": _("%(by)s has suspended “%(thing)s”. What rests on it has stopped."),
        "agreement.resumed": _("%(by)s has resumed “%(thing)s”. What rests on it goes on."),
        "agreement.terminated": _("%(by)s has terminated “%(thing)s”. What rests on it has ended."),
    },
)
ACCESS = Kind(
    "access",
    _("Requests for access"),
    "key",
    Mail.NOW,
    {
        "access_request.asked": _("%(by)s asks for access: “%(thing)s”. It waits for your answer."),
        "access_request.started": _("%(by)s has started an agreement for your request “%(thing)s”."),
        "access_request.refused": _("%(by)s has refused your request “%(thing)s”, and says how to ask again."),
        "access_request.withdrawn": _("%(by)s has taken its request “%(thing)s” back."),
    },
)
KEEPING = Kind(
    "keeping",
    _("Duties, reviews and conditions"),
    "people",
    Mail.DAILY,
    {
        "agreement.duty_fulfilled": _("%(by)s has fulfilled a duty under “%(thing)s”."),
        "compliance.opened": _("%(by)s has begun a compliance review of “%(thing)s”; your answers are asked for."),
        "compliance.concluded": _("The compliance review of “%(thing)s” is concluded."),
        "finding.added": _("A review of “%(thing)s” found something that your organization has to mend."),
        "finding.mended": _("%(by)s says how a finding about “%(thing)s” was mended."),
        "finding.closed": _("%(by)s has closed a finding about “%(thing)s”."),
        "condition.confirmed": _("A reviewer confirms that a condition of “%(thing)s” is met."),
        "condition.not_enough": _("A reviewer says what is missing to meet a condition of “%(thing)s”."),
    },
)
PROJECT = Kind(
    "project",
    _("Projects"),
    "project",
    Mail.NOW,
    {
        "undertaking.started": _("%(by)s has started the project “%(thing)s” with your organization."),
        "undertaking.party_invited": _("%(by)s invites your organization into the project “%(thing)s”."),
        "undertaking.party_declined": _("%(by)s declines to take part in “%(thing)s”."),
        "undertaking.party_joined": _(
            "%(by)s has joined “%(thing)s”; what you share for it waits for your confirmation."
        ),
        "undertaking.party_left": _("%(by)s has left the project “%(thing)s”."),
        "undertaking.party_removed": _("%(by)s has taken an organization out of the project “%(thing)s”."),
        "part.ended": _("%(by)s has ended the part of %(thing)s in the project “%(project)s”."),
        "undertaking.purpose_changed": _(
            "%(by)s has changed what “%(thing)s” is for; what you share for it waits for your confirmation."
        ),
        "undertaking.team_joined": _(
            "%(by)s has brought somebody into the team of “%(thing)s”; what you share waits for your confirmation."
        ),
        "undertaking.team_role_changed": _(
            "%(by)s lets somebody in the team of “%(thing)s” work on it; what you share waits for your confirmation."
        ),
        "undertaking.purpose_confirmed": _("%(by)s has confirmed what “%(thing)s” is for, its parties and its team."),
        "objective.stated": _("%(by)s states an objective of “%(thing)s” and waits for your agreement."),
        "objective.changed": _("%(by)s has changed an objective of “%(thing)s”; it waits for your agreement."),
        "objective.agreed": _("%(by)s agrees to an objective of “%(thing)s”."),
        "task.added": _("%(by)s has given you a new task in “%(thing)s”."),
        "task.given": _("%(by)s has given you a task in “%(thing)s”."),
        "milestone.added": _("%(by)s has given you a new milestone in “%(thing)s”."),
        "milestone.given": _("%(by)s has given you a milestone in “%(thing)s”."),
        "risk.raised": _("%(by)s raises a risk or a difference of interest in “%(thing)s”."),
        "risk.settled": _("%(by)s says how a risk or a difference of interest in “%(thing)s” was settled."),
        "decision.recorded": _("%(by)s has recorded a decision of “%(thing)s”."),
        "ethics_approval.filed": _("%(by)s has filed an ethics approval for “%(thing)s”, which you can accept."),
        "ethics_approval.accepted": _("%(by)s has accepted your ethics approval for “%(thing)s”."),
    },
)
ASSET = Kind(
    "asset",
    _("Frozen datasets and models, and rows that were withdrawn"),
    "hold",
    Mail.NOW,
    {
        "asset.frozen": _("%(by)s has frozen “%(thing)s” under all agreements. It can only be looked up."),
        "dataset.rows_withdrawn": _(
            "%(by)s has withdrawn rows from “%(thing)s”. Its earlier versions are closed for good; what was made of "
            "them follows its clause."
        ),
        "asset.unfrozen": _("%(by)s has ended the freeze of “%(thing)s”. Agreements hold for it again."),
    },
)
KINDS = (TERMS, REVIEW, SIGNATURE, STANDING, ACCESS, KEEPING, PROJECT, ASSET)
