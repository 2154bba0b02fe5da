"""Requests for access: answered at once where an agreement covers them, else they wait for the owner's stewards."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.errors import ReasonMissing
from agreements.models import PENDING, AccessRequest, Agreement, Asset, Purpose, State, Undertaking
from agreements.policy import Decision, decide, permitted
from agreements.prefilling import starting_terms
from agreements.services.deeds import record
from agreements.services.naming import one_line
from agreements.services.negotiation import draft_agreement
from agreements.terms import SHAREABLE
from organizations.actor import Actor

LONGEST = 2000
ASKED_ALREADY = gettext_lazy("Your organization has asked for this already; it waits for an answer.")
# What another agreement would not mend: somebody else acts first, and the reason says who.
MENDED_ELSEWHERE = frozenset(
    {
        "role",
        "frozen",
        "unconfirmed",
        "not_in_team",
        "not_a_party",
        "pending",
        "suspended",
        "no_ethics_approval",
        "condition_overdue",
        "licence_forbids_derivatives",
        "licence_forbids_commercial",
    }
)


class Answer(NamedTuple):
    """What became of asking: a yes at once, by this decision, or a request that waits."""

    decision: Decision
    request: AccessRequest | None


def ask_for_access(asset: Asset, operation: str, *, project: Undertaking, words: str, by: Actor) -> Answer:
    """Ask the owner of an asset to allow an operation, for a project and its purpose as it stands.

    Raises:
        NotAllowed: the policy refuses to ask.
        ValidationError: it can't be asked for, no agreement would help, or it was asked already and waits.
    """
    with permitted(by, [("request_access", project), ("discover", asset)]) as yes:
        assert by.organization is not None  # who acts for nobody has been refused
        if operation not in SHAREABLE[asset.kind]:
            raise ValidationError({"operation": _("This can't be asked of a thing of this kind.")})
        decision = decide(by, operation, asset, project=project)
        if decision.allowed:
            record(by, "access_request.covered", asset, decision=decision, operation=operation)
            return Answer(decision, None)
        if decision.reasons[0].code in MENDED_ELSEWHERE or asset.owner == by.organization:
            raise ValidationError(decision.reasons[0].sentence(by), code="mended_elsewhere")
        _check_first(asset, operation, project, by)
        request = AccessRequest(
            asset=asset,
            operation=operation,
            project=project,
            purpose=Purpose.objects.get(undertaking=project),  # as it stands by now
            words=_checked(words, "words"),
            asked_by=by.user,
            organization=by.organization,
        )
        _save(request)
        record(by, "access_request.asked", request, decision=yes, operation=operation, asset=str(asset.uid))
    return Answer(decision, request)


def start_agreement_for(request: AccessRequest, *, by: Actor) -> Agreement:
    """Answer with a draft: an agreement that would allow what was asked, for the owner to complete and propose."""
    with permitted(by, [("answer_access", request.asset)]) as yes:
        request = _locked(request)
        title = _("%(asset)s for %(organization)s") % {
            "asset": one_line(request.asset.name),
            "organization": one_line(request.organization.name),
        }
        draft = draft_agreement(title=title[:200], terms=starting_terms(request), by=by)
        request.agreement = draft
        close_request(request, AccessRequest.State.STARTED, by=by)
        record(by, "access_request.started", request, decision=yes, agreement=str(draft.uid))
    return draft


def refuse_access(request: AccessRequest, *, reason: str, how_to_ask_again: str, by: Actor) -> AccessRequest:
    """Say no, why, and what would have to be otherwise for another answer. Who asked reads it word for word."""
    with permitted(by, [("answer_access", request.asset)]) as yes:
        request = _locked(request)
        if not reason.strip():
            raise ReasonMissing()
        request.reason, request.how_to_ask_again = reason.strip(), _checked(how_to_ask_again, "how_to_ask_again")
        close_request(request, AccessRequest.State.REFUSED, by=by)
        record(by, "access_request.refused", request, decision=yes, reason=request.reason)
    return request


def withdraw_request(request: AccessRequest, *, by: Actor) -> AccessRequest:
    """Take back what one's own organization asked.

    Raises:
        NotAllowed: the policy refuses; another organization asked, for one.
    """
    with permitted(by, [("withdraw_request", request)]) as yes:
        request = _locked(request)
        close_request(request, AccessRequest.State.WITHDRAWN, by=by)
        record(by, "access_request.withdrawn", request, decision=yes)
    return request


def _check_first(asset: Asset, operation: str, project: Undertaking, by: Actor) -> None:
    """Raises ValidationError while the same waits, or an agreement that was started for it is on its way."""
    same = AccessRequest.objects.filter(asset=asset, operation=operation, project=project, organization=by.organization)
    waits = same.filter(state=AccessRequest.State.OPEN)
    under_way = same.filter(agreement__state__in=[State.DRAFT, *PENDING])
    if (waits | under_way).exists():
        raise ValidationError(ASKED_ALREADY, code="already_asked")


def _save(request: AccessRequest) -> None:
    """Raises ValidationError where somebody else asked for the same in this moment."""
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as twice:
        raise ValidationError(ASKED_ALREADY, code="already_asked") from twice


def _locked(request: AccessRequest) -> AccessRequest:
    """The request as it stands, for one answer only."""
    found = AccessRequest.objects.select_for_update(of=("self",)).select_related(
        "asset__owner", "project", "purpose", "organization"
    )
    request = found.get(pk=request.pk)
    if request.state != AccessRequest.State.OPEN:
        raise ValidationError(
            _("This request is %(state)s; there is nothing left to answer.") % {"state": request.get_state_display()},
            code="wrong_state",
        )
    return request


def close_request(request: AccessRequest, state: AccessRequest.State, *, by: Actor) -> None:
    """Let it wait no longer; who calls has locked it, and records why."""
    request.state, request.answered_by, request.answered_at = state, by.user, timezone.now()
    request.save(update_fields=["state", "answered_by", "answered_at", "agreement", "reason", "how_to_ask_again"])


def _checked(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({field: _("Write a sentence or two: somebody decides by it.")})
    if len(text) > LONGEST:
        raise ValidationError({field: _("At most %(count)s characters.") % {"count": LONGEST}})
    return text
