"""What can be done about a refusal, and who can do it: by name where the reader may see the name, else by role."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from agreements.models import Agreement, Asset, State
from agreements.policy.answers import Reason
from agreements.policy.names import Names, listed
from agreements.policy.tables import VERBS, Side
from agreements.policy.visibility import visible
from organizations.actor import Actor
from organizations.models import Role


class Remedy(NamedTuple):
    """One way on: a sentence, the page where it can be done ("" when that is not for the reader), and its button."""

    sentence: str
    url: str = ""
    action: str = ""


def remedies(reason: Reason, reader: Actor) -> list[Remedy]:
    """The ways on from one reason. None for what the reader may not see, and none where there is none."""
    told = TABLE.get(reason.code)
    if told is None:
        return []
    names = Names(reader, reason.refs)
    agreement = names.agreement()
    if "agreement" in reason.refs and agreement is None:
        return []
    return [*told(names, agreement), *(_ask(names) if reason.code in ASKED_FOR else [])]


def people_with(role: str, reader: Actor) -> str:
    """Who of the reader's own organization has a role, by name."""
    if reader.organization is None:
        return ""
    held = reader.organization.org_roles.filter(role=role).values("group")
    return listed([str(person) for person in User.objects.filter(memberships__group__in=held).order_by("name", "id")])


def _ask(names: Names) -> list[Remedy]:
    """A request for access, where the reader may know of the asset and another organization owns it."""
    if "asset" not in names.refs:
        return []
    known = visible(names.reader, Asset.objects.select_related("owner"), "discover")
    asset = known.filter(uid=names.refs["asset"]).exclude(owner=names.reader.organization).first()
    if asset is None or not names.reader.roles & VERBS["undertaking", "request_access"].sides[Side.PARTY]:
        return []
    query = urlencode({"asset": f"{asset.kind}/{asset.slug}", "operation": names.refs.get("operation", "")})
    sentence = _("Request access from %(owner)s, for a project of yours.") % {"owner": asset.owner.name}
    return [Remedy(sentence, f"{reverse('agreements:ask_for_access')}?{query}", _("Request access"))]


Told = Callable[[Names, Agreement | None], list[Remedy]]


def _give_role(names: Names, _agreement: Agreement | None) -> list[Remedy]:
    owners = people_with(Role.OWNER, names.reader)
    if not owners:
        return []
    return [Remedy(_("Ask %(owners)s, who can give you the role.") % {"owners": owners})]


def _resume(_names: Names, agreement: Agreement | None) -> list[Remedy]:
    if agreement is None or agreement.state != State.SUSPENDED or agreement.state_changed_for is None:
        return []
    by = {"organization": agreement.state_changed_for.name}
    return [Remedy(_("A steward or signatory of %(organization)s can resume it.") % by, agreement.get_absolute_url())]


def _amend(_names: Names, agreement: Agreement | None) -> list[Remedy]:
    if agreement is None:
        return []
    sentence = _("A steward or signatory of one of its parties can propose an amendment; all of them sign again.")
    return [Remedy(sentence, agreement.get_absolute_url())]


def _renew(_names: Names, agreement: Agreement | None) -> list[Remedy]:
    if agreement is None:
        return []
    sentence = _("A steward or signatory of your organization can propose a new agreement to the same parties.")
    return [Remedy(sentence, agreement.get_absolute_url())]


def _propose(names: Names, _agreement: Agreement | None) -> list[Remedy]:
    stewards = people_with(Role.STEWARD, names.reader) or people_with(Role.SIGNATORY, names.reader)
    who = _("Ask %(people)s to propose an agreement to %(owner)s.") % {"people": stewards, "owner": names["owner"]}
    otherwise = _("A steward or signatory of your organization can propose an agreement to %(owner)s.") % names
    return [Remedy(who if stewards else otherwise)]


def _confirm(names: Names, _agreement: Agreement | None) -> list[Remedy]:
    return [Remedy(_("A steward or signatory of %(provider)s confirms it on the page of the project.") % names)]


def _restate(names: Names, agreement: Agreement | None) -> list[Remedy]:
    other = Remedy(
        _("If %(project)s is for something else, its team can state another purpose; the provider confirms it.") % names
    )
    return [other, *_amend(names, agreement)]


def _join(_names: Names, _agreement: Agreement | None) -> list[Remedy]:
    return [Remedy(_("A researcher or steward of your organization can add you to the team."))]


def _start(_names: Names, _agreement: Agreement | None) -> list[Remedy]:
    return [Remedy(_("Start a shared project, or do it within one that the provider has confirmed."))]


def _pending(names: Names, agreement: Agreement | None) -> list[Remedy]:
    if agreement is None or agreement.state not in (State.APPROVED, State.SIGNING):
        return []
    sentence = _("The signatories of %(unsigned)s sign it on its page.") % names
    return [Remedy(sentence, agreement.get_absolute_url())]


def _unfreeze(_names: Names, _agreement: Agreement | None) -> list[Remedy]:
    return [Remedy(_("An owner or steward of the organization that owns it can end the freeze."))]


def _decide_findings(names: Names, _agreement: Agreement | None) -> list[Remedy]:
    sentence = _("A steward of %(owner)s decides about what was found, on the dataset’s page “Privacy”.")
    return [Remedy(sentence % names)]


def _deidentify(names: Names, _agreement: Agreement | None) -> list[Remedy]:
    sentence = _("A steward of %(owner)s makes a de-identified version on the dataset’s page “Privacy”.")
    return [Remedy(sentence % names)]


def _conclude(_names: Names, agreement: Agreement | None) -> list[Remedy]:
    if agreement is None:
        return []
    sentence = _("A steward or signatory of one of its parties concludes the compliance review.")
    return [Remedy(sentence, agreement.get_absolute_url())]


def _relicense(names: Names, _agreement: Agreement | None) -> list[Remedy]:
    return [Remedy(_("%(owner)s, its owner, can state another licence, if the rights are theirs.") % names)]


def _meet(_names: Names, agreement: Agreement | None) -> list[Remedy]:
    if agreement is None:
        return []
    sentence = _("A steward or signatory of one of its parties says how it was met; a reviewer confirms it.")
    return [Remedy(sentence, agreement.get_absolute_url())]


def _file_approval(names: Names, _agreement: Agreement | None) -> list[Remedy]:
    return [
        Remedy(
            _("File an approval on the page of the project; a steward or signatory of %(provider)s accepts it.") % names
        )
    ]


# What another agreement would mend, and so can be asked for.
ASKED_FOR = frozenset({"no_agreement", "not_granted", "ended", "later_version", "other_purpose"})

TABLE: Mapping[str, Told] = {
    "role": _give_role,
    "role_for_verb": _give_role,
    "no_agreement": _propose,
    "frozen": _unfreeze,
    "held": _decide_findings,
    "all_held": _decide_findings,
    "team": _join,
    "suspended": _resume,
    "ended": _renew,
    "overdue": _conclude,
    "condition_overdue": _meet,
    "no_ethics_approval": _file_approval,
    "licence_forbids_derivatives": _relicense,
    "licence_forbids_commercial": _relicense,
    "embargoed": _amend,
    "not_named": _amend,
    "no_project": _start,
    "not_in_team": _join,
    "other_purpose": _restate,
    "unconfirmed": _confirm,
    "later_version": _amend,
    "not_deidentified": _deidentify,
    "too_few_alike": _deidentify,
    "no_common_site": _amend,
    "budget_spent": _amend,
    "not_private": _amend,
    "not_granted": _amend,
    "not_of_derived": _amend,
    "pending": _pending,
}
