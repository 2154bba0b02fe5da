"""Whether what terms name is there, and what it is called. Who drafts names only what they may know of."""

from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from agreements.keeping.columns import columns_of
from agreements.models import Asset, Undertaking
from agreements.policy import visible
from agreements.rendering import Names
from agreements.services.licences import licence_faults
from agreements.terms import SCHEMA, Fault, Terms, recipients
from organizations.actor import Actor
from organizations.models import Organization


def named(terms: Terms, *, title: str, version: int, by: Actor) -> Names:
    """The names behind the slugs of the terms.

    Raises:
        ValidationError: something isn't there, or isn't its provider's to share; each fault names its path.
    """
    names, faults = look_up(terms, title=title, version=version, by=by)
    if faults:
        raise ValidationError(faults)
    return names


def look_up(terms: Terms, *, title: str, version: int, by: Actor) -> tuple[Names, list[Fault]]:
    """The names that were found, and a fault for each that was not."""
    known = visible(by, Organization.objects.all(), "discover").filter(slug__in=terms["parties"])
    organizations = {found.slug: found for found in known}
    assets = _assets(terms, by)
    project = _project(terms, by)
    people = _people(terms)
    faults = [
        *_missing_parties(terms, organizations, by),
        *_wrong_shares(terms, assets),
        *_wrong_project(terms, project),
        *_missing_people(terms, people),
        *_unknown_columns(terms, assets),
        *licence_faults(terms, assets),
    ]
    names = Names(
        title=one_line(title),
        version=version,
        organizations={slug: one_line(organization.name) for slug, organization in organizations.items()},
        assets={key: one_line(asset.name) for key, asset in assets.items()},
        projects={project.slug: one_line(project.name)} if project else {},
        people={uid: one_line(person.name) for uid, person in people.items()},
    )
    return names, faults


def check_licences(terms: Terms) -> None:
    """Raises ValidationError where terms say something else than the licences of what they share, as they are now.

    Terms of an earlier schema say nothing of it.
    """
    if terms["schema"] != SCHEMA:
        return
    shared = Asset.objects.filter(slug__in=[share["asset"]["slug"] for share in terms["shares"]])
    if faults := list(licence_faults(terms, {(asset.kind, asset.slug): asset for asset in shared})):
        raise ValidationError(faults)


def one_line(name: str) -> str:
    """A name without line breaks and doubled spaces: in a text it must not pass for a clause."""
    return " ".join(name.split())


def _assets(terms: Terms, by: Actor) -> dict[tuple[str, str], Asset]:
    wanted = {(share["asset"]["kind"], share["asset"]["slug"]) for share in terms["shares"]}
    known = visible(by, Asset.objects.select_related("owner"), "discover").filter(
        slug__in={slug for _kind, slug in wanted}
    )
    return {(asset.kind, asset.slug): asset for asset in known if (asset.kind, asset.slug) in wanted}


def _project(terms: Terms, by: Actor) -> Undertaking | None:
    return visible(by, Undertaking.objects.all(), "discover").filter(slug=terms["purposes"]["project"]).first()


def _people(terms: Terms) -> dict[str, User]:
    named = User.objects.filter(
        uid__in=terms["purposes"]["people"],
        memberships__group__org_role__organization__slug__in=recipients(terms),
    )
    return {str(person.uid): person for person in named.distinct()}


def _missing_parties(terms: Terms, organizations: Mapping[str, Organization], by: Actor) -> Iterator[Fault]:
    for place, slug in enumerate(terms["parties"]):
        path = f"parties[{place}]"
        organization = organizations.get(slug)
        if organization is None or not (organization.is_verified or organization == by.organization):
            yield Fault(path, _("%(path)s: no verified organization has the address “%(slug)s”."), slug=slug)
        elif organization.is_operator:
            yield Fault(
                path,
                _("%(path)s: %(organization)s runs this platform, so it can't be a party."),
                organization=organization.name,
            )
    if by.organization is not None and by.organization.slug not in terms["parties"]:
        yield Fault(
            "parties",
            _("%(path)s: your organization, %(organization)s, has to be one of the parties."),
            organization=by.organization.name,
        )


def _wrong_shares(terms: Terms, assets: Mapping[tuple[str, str], Asset]) -> Iterator[Fault]:
    for place, share in enumerate(terms["shares"]):
        path = f"shares[{place}].asset"
        asset = assets.get((share["asset"]["kind"], share["asset"]["slug"]))
        if asset is None:
            yield Fault(
                path,
                _("%(path)s: nothing that you may know of has the address “%(slug)s”."),
                slug=share["asset"]["slug"],
            )
        elif asset.owner.slug != share["provider"]:
            yield Fault(
                path,
                _("%(path)s: %(asset)s belongs to %(owner)s, and only its owner can share it."),
                asset=asset.name,
                owner=asset.owner.name,
            )


def _unknown_columns(terms: Terms, assets: Mapping[tuple[str, str], Asset]) -> Iterator[Fault]:
    """A name that no column has would mask nothing. A later version may well lack it: then it has nothing to mask."""
    for place, mask in enumerate(terms["protections"].get("masked_columns", [])):
        asset = assets.get(("dataset", mask["dataset"]))
        known = columns_of(asset) if asset else []
        for spot, column in enumerate(mask["columns"]):
            if known and column not in known:
                yield Fault(
                    f"protections.masked_columns[{place}].columns[{spot}]",
                    _("%(path)s: %(asset)s has no column “%(column)s”. It has: %(known)s."),
                    asset=asset,
                    column=column,
                    known=", ".join(known),
                )


def _wrong_project(terms: Terms, project: Undertaking | None) -> Iterator[Fault]:
    slug = terms["purposes"]["project"]
    if slug is None:
        return
    if project is None:
        yield Fault(
            "purposes.project", _("%(path)s: nothing that you may know of has the address “%(slug)s”."), slug=slug
        )
        return
    taking_part = set(project.organizations.values_list("slug", flat=True))
    for recipient in recipients(terms):
        if recipient not in taking_part:
            yield Fault(
                "purposes.project",
                _("%(path)s: “%(slug)s” receives something, but takes no part in the project."),
                slug=recipient,
            )


def _missing_people(terms: Terms, people: Mapping[str, User]) -> Iterator[Fault]:
    for place, person in enumerate(terms["purposes"]["people"]):
        if person not in people:
            yield Fault(
                f"purposes.people[{place}]", _("%(path)s: “%(person)s” is nobody of a recipient."), person=person
            )
