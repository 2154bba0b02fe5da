"""Small worlds for the policy: assets, agreements in force and projects, made by the services that make real ones."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.terms import LISTS, purposes_of, terms2

from agreements.models import (
    Agreement,
    Asset,
    AssetVersion,
    EthicsApproval,
    Party,
    State,
    TermsVersion,
    Undertaking,
)
from agreements.services.assets import add_version, register_asset
from agreements.services.ethics import accept_ethics_approval, file_ethics_approval
from agreements.services.grants import write_grants
from agreements.services.teams import join_team
from agreements.services.undertakings import confirm_purpose, describe_purpose, start_undertaking
from organizations.actor import Actor
from organizations.models import Organization
from organizations.slugs import free_slug

__all__ = ["add_version", "join_team"]  # used by tests through this module

GENERAL_RESEARCH = "DUO:0000042"
NO_RESTRICTION = "DUO:0000004"


def asset(owner: Organization, name: str, kind: str = "dataset", openness: str = "closed") -> Asset:
    """An asset with one version."""
    made = register_asset(kind, name=name, owner=owner, openness=openness)
    add_version(made, f"{made.pk:064x}")
    return made


def derived(owner: Organization, name: str, *sources: Asset, kind: str = "model", openness: str = "closed") -> Asset:
    """An asset made from the newest versions of others."""
    made = register_asset(kind, name=name, owner=owner, openness=openness)
    add_version(made, f"{made.pk:064x}", derived_from=[newest(source) for source in sources])
    return made


def newest(thing: Asset) -> AssetVersion:
    return thing.versions.latest("number")


def agreement(
    title: str,
    shared: Iterable[Asset],
    to: Organization,
    operations: Iterable[str],
    *,
    by: Actor,
    codes: Iterable[str] = (GENERAL_RESEARCH,),
    commercial: bool = False,
    versions: Any = "all",
    project: str | None = None,
    state: str = State.ACTIVE,
    starts_in: timedelta = timedelta(days=-1),
    lasts: timedelta | None = None,
    **changes: Any,
) -> Agreement:
    """An agreement of `by`'s organization with `to`; with its grants where it is, or was, in force.

    `changes` holds parts of terms, and the lists that go with codes (`diseases`, `regions`, `people`, `institutions`).
    """
    starts = timezone.now() + starts_in
    listed = {name: changes.pop(name) for name in LISTS if name in changes}
    terms = terms2(
        [by.organization.slug, to.slug],
        [
            {
                "provider": by.organization.slug,
                "recipient": to.slug,
                "asset": {"kind": one.kind, "slug": one.slug},
                "versions": versions,
                "operations": sorted(operations),
            }
            for one in shared
        ],
        purposes=purposes_of(*sorted(codes), commercial=commercial, project=project, **listed),
        starts_on=starts.date().isoformat(),
        ends_on=(starts + lasts).date().isoformat() if lasts is not None else None,
        **changes,
    )
    made = Agreement.objects.create(title=title, slug=free_slug(title, Agreement.objects.all()))
    Party.objects.create(agreement=made, organization=by.organization, provides=True)
    Party.objects.create(agreement=made, organization=to, receives=True)
    version = TermsVersion.objects.create(
        agreement=made,
        number=1,
        terms=terms,
        sha256="0" * 64,
        proposed_by=by.user,
        proposed_for=by.organization,
    )
    Agreement.objects.filter(pk=made.pk).update(current_version=version, starts_at=starts)
    made.refresh_from_db()
    if state in (State.ACTIVE, State.SUSPENDED, State.EXPIRED, State.TERMINATED):
        put_in_force(made)
    Agreement.objects.filter(pk=made.pk).update(state=state, state_changed_by=by.user)
    made.refresh_from_db()
    return made


def put_in_force(made: Agreement, *others: Organization) -> None:
    """Write the grants of terms, with further parties."""
    for organization in others:
        Party.objects.create(agreement=made, organization=organization)
        made.current_version.terms["parties"].append(organization.slug)
    Agreement.objects.filter(pk=made.pk).update(state=State.ACTIVE)
    made.refresh_from_db(fields=["state"])
    write_grants(made.current_version)


def project(
    name: str,
    parties: Iterable[Organization],
    *,
    by: Actor,
    commercial: bool = False,
    codes: Iterable[str] = (GENERAL_RESEARCH,),
    **purpose: Any,
) -> Undertaking:
    """An undertaking that nobody has confirmed yet; `region` and `diseases` in `purpose`."""
    return start_undertaking(name, parties, describe_purpose(list(codes), commercial=commercial, **purpose), by=by)


def confirmed(undertaking: Undertaking, *confirming: Actor) -> Undertaking:
    """The undertaking, confirmed by these."""
    for one in confirming:
        confirm_purpose(undertaking, by=one)
    return undertaking


def approved(made: Undertaking, *, by: Actor, accepted_by: Actor | None = None, days: int = 30) -> EthicsApproval:
    """An ethics approval of the project that holds so many days from today on, filed and, for some, accepted."""
    approval = file_ethics_approval(
        made,
        committee="REK sør-øst",
        reference="2026/114",
        expires_on=timezone.now().date() + timedelta(days=days),
        document=SimpleUploadedFile("rek-2026-114.pdf", b"%PDF-1.7 approved"),
        by=by,
    )
    if accepted_by:
        accept_ethics_approval(approval, by=accepted_by)
    return approval
