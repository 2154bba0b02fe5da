"""Reasons and obligations as sentences a person can act on, one for each code."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement, State
from agreements.policy.answers import Obligation, Reason
from agreements.policy.names import Known, Names, quoted
from organizations.actor import Actor

SENTENCES: Mapping[str, Promise] = {
    "no_agreement": gettext_lazy(
        "No agreement lets %(organization)s %(doing)s. %(owner)s can grant it: propose an agreement."
    ),
    "role": gettext_lazy("To %(doing)s for %(organization)s takes one of these roles: %(roles)s."),
    "role_for_verb": gettext_lazy(
        "At %(organization)s, this takes one of these roles: %(roles)s. An owner can give it to you."
    ),
    "scope": gettext_lazy("This token was not made for this: %(scope)s. Make one that is."),
    "no_token": gettext_lazy("No token may do this: a person signs in and does it on the pages."),
    "signed_out": gettext_lazy("Sign in first."),
    "no_organization": gettext_lazy("You act for no organization. Ask an owner of yours to add you."),
    "unverified": gettext_lazy(
        "%(organization)s is not verified yet. The platform’s staff look at it; then it can take part."
    ),
    "frozen": gettext_lazy("%(asset)s is frozen since %(day)s: until that ends, nothing can be done with it."),
    "held": gettext_lazy(
        "Version %(number)d of %(asset)s is kept to %(owner)s until personal data that may be in it has been looked at."
    ),
    "all_held": gettext_lazy(
        "Every version of %(asset)s is kept to %(owner)s until personal data that may be in it has been looked at."
    ),
    "withdrawn": gettext_lazy(
        "Version %(number)d of %(asset)s is closed for good: rows in it were withdrawn. Use a later version."
    ),
    "all_withdrawn": gettext_lazy("Every version of %(asset)s is closed for good: rows in them were withdrawn."),
    "licence_forbids_derivatives": gettext_lazy(
        "%(asset)s is under %(licence)s, and that forbids making something from it."
    ),
    "licence_forbids_commercial": gettext_lazy(
        "%(asset)s is under %(licence)s, and that forbids commercial use; %(project)s has a commercial purpose."
    ),
    "side": gettext_lazy("Only the organizations concerned can do this, and yours is none of them."),
    "team": gettext_lazy(
        "You do not work in the team of %(project)s. A researcher or steward of your organization can add you."
    ),
    "proposed_it": gettext_lazy("Your organization proposed this version; another party answers it."),
    "suspended_by_other": gettext_lazy("%(organization)s suspended this agreement, and only it can resume it."),
    "belongs_to_party": gettext_lazy(
        "You belong to %(organization)s, which is a party of this agreement; another reviewer reads it."
    ),
    "decided_already": gettext_lazy("You have decided about this version; a second reviewer decides as well."),
    "assessed_by_owner": gettext_lazy("%(organization)s owns this model and answers for it; another party signs that."),
    "owns_it": gettext_lazy("Your organization owns this model; a person of another party of the project does this."),
    "not_a_recipient": gettext_lazy("The recipients answer for how they keep the agreement."),
    "not_a_provider": gettext_lazy("A party that provides something writes down findings and closes them."),
    "owed_by_other": gettext_lazy("%(organization)s owes this, and only it can say that it is done."),
    "asked_by_other": gettext_lazy("%(organization)s asked this; only it takes it back."),
    "brought_by_other": gettext_lazy("%(organization)s brought this person into the team; only it changes that."),
    "runs_for_other": gettext_lazy("This job runs for %(organization)s, and only it can do this."),
    "no_key": gettext_lazy("Your organization has no key in use: its first signature makes one."),
    "leaves_by_itself": gettext_lazy(
        "Only %(organization)s itself ends its part in the project, or the party that named or invited it."
    ),
    "filed_it": gettext_lazy("Your organization filed this approval; a party that shares something accepts it."),
    "wrote_it": gettext_lazy("You wrote this recipe; another steward of your organization approves it."),
    "written_by_other": gettext_lazy("%(organization)s publishes this paper, and only it can do this."),
    "read_by_other": gettext_lazy("%(organization)s reads this manuscript, and only it answers."),
    "decided_by_other": gettext_lazy("%(organization)s answers for this invention, and only it decides."),
    "rests_on_nothing": gettext_lazy(
        "Nothing is named that this paper rests on. Name it first: it decides whose days to read have to be over."
    ),
    "objected": gettext_lazy("%(organization)s objects to the manuscript; it can agree once its objection is met."),
    "frozen_by_invention": gettext_lazy(
        "An invention that was disclosed here freezes the manuscript until %(organization)s decides about it."
    ),
    "unseen": gettext_lazy("There is nothing here that you may see."),
    "gone": gettext_lazy("This is no longer there."),
    "total_spent": gettext_lazy(
        "The owner of %(asset)s lets all who learn from it spend a privacy budget together, of which ε = %(left)s is "
        "left; this asks for ε = %(asked)s at δ = %(asked_delta)s. Ask for less, or ask the owner."
    ),
    "undecidable": gettext_lazy("Nothing says who may do this, so nobody may."),
}

# Said only to who may see the agreement.
OF_AGREEMENTS: Mapping[str, Promise] = {
    "suspended": gettext_lazy("*%(agreement)s* allows %(operation)s, but it is suspended since %(day)s by %(person)s."),
    "ended": gettext_lazy("*%(agreement)s* allowed %(operation)s until %(day)s. Propose a new agreement."),
    "not_started": gettext_lazy("*%(agreement)s* allows %(operation)s from %(day)s on."),
    "no_project": gettext_lazy(
        "*%(agreement)s* allows %(operation)s only for a confirmed purpose: do it within a shared project."
    ),
    "not_a_party": gettext_lazy(
        "*%(agreement)s* allows %(operation)s within projects of %(organization)s, and it takes no part in %(project)s."
    ),
    "not_in_team": gettext_lazy(
        "*%(agreement)s* allows %(operation)s to those who work in the team of %(project)s; you are none of them."
    ),
    "other_purpose": gettext_lazy(
        "*%(agreement)s* allows %(operation)s for %(unmet)s; the purpose of %(project)s is %(purpose)s."
    ),
    "unconfirmed": gettext_lazy(
        "*%(agreement)s* allows %(operation)s once %(provider)s confirms the purpose and the team of %(project)s."
    ),
    "overdue": gettext_lazy(
        "*%(agreement)s* allows %(operation)s, but its compliance review was due: since %(day)s it allows nothing."
    ),
    "condition_overdue": gettext_lazy(
        "*%(agreement)s* allows %(operation)s, but a condition is not met: since %(day)s it allows nothing."
    ),
    "no_ethics_approval": gettext_lazy(
        "*%(agreement)s* allows %(operation)s only with an ethics approval that still holds; "
        "for %(project)s, %(provider)s has accepted none."
    ),
    "embargoed": gettext_lazy("*%(agreement)s* allows %(operation)s from %(day)s on; until then it is under embargo."),
    "not_given": gettext_lazy(
        "*%(agreement)s* lets %(organization)s read a manuscript, for %(number)d days; the latest version has not been "
        "given to it."
    ),
    "being_read": gettext_lazy(
        "*%(agreement)s* lets %(organization)s read the manuscript until %(day)s, unless it agrees earlier."
    ),
    "reader_outside": gettext_lazy(
        "*%(agreement)s* lets %(organization)s read a manuscript, and it takes no part in this project: invite it."
    ),
    "not_named": gettext_lazy("*%(agreement)s* allows %(operation)s only to persons whom it names, and not to you."),
    "not_of_derived": gettext_lazy(
        "*%(agreement)s* says who may %(use)s models made from %(asset)s: %(parties)s. Your organization is not named."
    ),
    "later_version": gettext_lazy(
        "*%(agreement)s* allows %(operation)s up to version %(last_version)d; this is version %(number)d."
    ),
    "made_of_withdrawn": gettext_lazy(
        "Rows that it was made from were withdrawn from version %(number)d of %(asset)s, and *%(agreement)s* does not "
        "say that such models are kept."
    ),
    "not_deidentified": gettext_lazy(
        "*%(agreement)s* lets only de-identified versions of %(asset)s be used, and this needs one that is not. Take "
        "one that is, or ask %(owner)s to make one."
    ),
    "too_few_alike": gettext_lazy(
        "*%(agreement)s* lets only de-identified versions of %(asset)s be used with a measured k of at least %(k)d "
        "(k-anonymity), and this needs one that has less or none. Take one that has it, or ask %(owner)s to make one."
    ),
    "no_common_site": gettext_lazy(
        "All that this needs may be computed on together nowhere: %(named_sites)s. No site is named by all of them."
    ),
    "masked_file": gettext_lazy(
        "*%(agreement)s* masks %(columns)s of %(asset)s, and files are given out only as they are. Look at the rows "
        "here, or ask for a version without it."
    ),
    "masked_column": gettext_lazy("*%(agreement)s* masks %(columns)s of %(asset)s, which this needs. Leave it out."),
    "not_private": gettext_lazy(
        "*%(agreement)s* lets only private training learn from %(asset)s, within a budget of ε = %(epsilon)s at "
        "δ = %(delta)s: give the job an epsilon."
    ),
    "not_reserved": gettext_lazy(
        "Of the privacy budget that *%(agreement)s* gives for %(asset)s nothing is reserved for this. Submit it anew."
    ),
    "budget_spent": gettext_lazy(
        "*%(agreement)s* gives a privacy budget of ε = %(epsilon)s at δ = %(delta)s for %(asset)s, of which "
        "ε = %(left)s is left; this asks for ε = %(asked)s at δ = %(asked_delta)s. Ask for a smaller ε or δ."
    ),
    "not_granted": gettext_lazy(
        "*%(agreement)s* allows this of %(asset)s: %(allowed)s. It does not allow %(operation)s: ask for an amendment."
    ),
}
NOT_SIGNED = gettext_lazy(
    "*%(agreement)s* allows %(operation)s, but it is not in force yet: it waits for the signature of %(unsigned)s."
)
NOT_REVIEWED = gettext_lazy(
    "*%(agreement)s* allows %(operation)s, but it is not in force yet: the platform’s reviewer looks at it."
)
NOT_AGREED = gettext_lazy("*%(agreement)s* would allow %(operation)s, but its parties have not agreed yet.")
NO_LONGER_SUSPENDED = gettext_lazy(
    "*%(agreement)s* allows %(operation)s; it was suspended when this was asked, on %(day)s."
)
NO_MORE = gettext_lazy("You may not %(doing)s.")
CLAUSE = gettext_lazy("See its clause %(clause)d.")

# What an obligation asks that has no number in it.
OBLIGATIONS: Mapping[str, Promise] = {
    "no_download": gettext_lazy("The data stays on the platform: no download."),
    "deidentified_only": gettext_lazy("Only de-identified data is used."),
    "no_reidentification": gettext_lazy("Nobody tries to find out who the data is about."),
}


def sentences_of(reasons: Sequence[Reason], reader: Actor) -> list[str]:
    """The reasons for `reader`: in the language of the page, with the names they may see, asked for together."""
    known = Known(reader, [reason.refs for reason in reasons if not reason.told])
    return [reason.told or _sentence(reason, Names(reader, reason.refs, known)) for reason in reasons]


def _sentence(reason: Reason, names: Names) -> str:
    if "agreement" not in reason.refs:
        return str(SENTENCES[reason.code]) % names
    agreement = names.agreement()
    if agreement is None:
        return str(NO_MORE) % names
    said = str(_of_agreement(reason, agreement)) % names
    return f"{said} {CLAUSE % reason.refs}" if "clause" in reason.refs else said


def _of_agreement(reason: Reason, agreement: Agreement) -> Promise:
    if reason.code == "pending":
        return _of_pending(agreement)
    if reason.code == "suspended" and agreement.state != State.SUSPENDED:
        return NO_LONGER_SUSPENDED
    return OF_AGREEMENTS[reason.code]


def _of_pending(agreement: Agreement) -> Promise:
    if agreement.state in (State.AGREED, State.IN_REVIEW):
        return NOT_REVIEWED
    return NOT_SIGNED if agreement.state in (State.APPROVED, State.SIGNING) else NOT_AGREED


def obligation_sentence(obligation: Obligation) -> str:
    """What an obligation asks."""
    if obligation.code == "publication_review":
        days = obligation.params["days"]
        return ngettext(
            "Show results to the provider %(days)d day before you publish them.",
            "Show results to the provider %(days)d days before you publish them.",
            days,
        ) % {"days": days}
    if obligation.code == "embargo":
        day = date.fromisoformat(obligation.params["until"])
        return _("Publish nothing before %(day)s.") % {"day": formats.date_format(day, "DATE_FORMAT")}
    if obligation.code == "sites":
        return _("It is computed on only at %(sites)s.") % {"sites": ", ".join(obligation.params["sites"])}
    if obligation.code == "masked_columns":
        return _("Masked: %(columns)s.") % {"columns": quoted(obligation.params["columns"])}
    if obligation.code == "privacy_budget":
        return _("What is learned from the rows spends a privacy budget of ε = %(epsilon)s at δ = %(delta)s.") % (
            obligation.params
        )
    return str(OBLIGATIONS[obligation.code])
