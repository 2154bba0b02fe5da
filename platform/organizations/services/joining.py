"""Colleagues ask to join: who has proved an address at a domain of the organization. An owner answers."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import proved_addresses
from audit.services import record
from organizations.actor import Actor
from organizations.checks import domain_of
from organizations.gate import require
from organizations.models import Domain, JoinRequest, Organization
from organizations.services.members import give_roles


def joinable(by: Actor) -> QuerySet[Organization]:
    """The organizations that the person may ask: theirs by an address, and not yet theirs by a role or a request."""
    if not by.is_signed_in or by.scopes is not None:
        return Organization.objects.none()
    domains = {domain_of(address) for address in proved_addresses(by.user)}
    shown = Domain.objects.letting_ask().filter(name__in=domains)
    known = Organization.objects.verified().filter(pk__in=shown.values("organization"))
    known = known.exclude(pk__in=Organization.objects.of(by.user).values("pk"))
    asked = JoinRequest.objects.filter(user=by.user.pk, state=JoinRequest.State.WAITING)
    return known.exclude(pk__in=asked.values("organization"))


def ask_to_join(organization: Organization, *, by: Actor) -> JoinRequest:
    """Ask the organization's owners to let the person in.

    Raises:
        PermissionDenied: the person has proved no address at a domain of the organization, or has asked already.
    """
    if not joinable(by).filter(pk=organization.pk).exists():
        raise PermissionDenied(_("You can ask an organization whose mail domain one of your addresses has."))
    shown = set(organization.domains.letting_ask().values_list("name", flat=True))
    email = next(address for address in proved_addresses(by.user) if domain_of(address) in shown)
    with transaction.atomic():
        request, made = JoinRequest.objects.get_or_create(
            organization=organization, user=by.user, state=JoinRequest.State.WAITING, defaults={"email": email}
        )
        if made:
            record(by, "member.asked_to_join", organization, email=email)
    return request


def answer_join(request: JoinRequest, *, roles: Iterable[str], by: Actor) -> JoinRequest:
    """Let the person in with `roles`; without any, decline.

    Raises:
        NotAllowed: `by` is no owner of the organization.
        UnknownRole: the organization has no such role.
        ValidationError: the request was answered already.
    """
    yes = require(by, "answer_join", request.organization)
    given = [str(role) for role in roles]
    state = JoinRequest.State.APPROVED if given else JoinRequest.State.DECLINED
    with transaction.atomic():
        waiting = JoinRequest.objects.filter(pk=request.pk, state=JoinRequest.State.WAITING)
        if not waiting.update(state=state, answered_at=timezone.now()):
            raise ValidationError(_("This request was answered already."))
        give_roles(request.organization, request.user, given)
        verb = "member.let_in" if given else "member.declined"
        record(by, verb, request.organization, decision=yes, person=str(request.user.uid), roles=given)
    request.refresh_from_db()
    return request
