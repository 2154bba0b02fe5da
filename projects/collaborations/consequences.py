"""Which projects rely on an agreement or an asset, and which of them still wait for a confirmation."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, F, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.keeping.consequences import Cut, Effect, Effects, effects
from agreements.models import Asset, ConfirmedPurpose, PurposeMatch
from collaborations.models import Project
from organizations.actor import Actor

RELIES = _("What rests on it stops; the project stays.")
PAUSES = _("It may not be used in this project until its provider has confirmed again.")
ENDS = _("It may not be used in this project by or from the party that leaves.")
WAITS = _("It waits for a provider to confirm its purpose; there is then nothing to confirm it for.")


def projects_that_rely(cut: Cut, reader: Actor) -> Iterator[Effects]:
    """Projects of a recipient whose purpose fits the terms: those that every provider has confirmed, and the others."""
    if cut.undertaking:
        return
    grants = cut.grants().filter(conditional=True)
    project = {"purpose": OuterRef(OuterRef("undertaking__purpose"))}
    confirmed = ConfirmedPurpose.objects.filter(
        undertaking=OuterRef(OuterRef("undertaking")),
        revision=OuterRef(OuterRef("undertaking__revision")),
        organization=OuterRef("provider"),
        **project,
    )
    fits = PurposeMatch.objects.filter(
        terms_version=OuterRef("terms_version"), recipient=OuterRef("organization"), matches=True, **project
    )
    unconfirmed = grants.filter(~Exists(confirmed), Exists(fits), organization__undertakings=OuterRef("undertaking"))
    rows = (
        Project.objects.select_related("undertaking")
        .filter(
            undertaking__parties__organization__in=grants.values("organization"),
            undertaking__purpose__matches__terms_version__in=grants.values("terms_version"),
            undertaking__purpose__matches__recipient=F("undertaking__parties__organization"),
            undertaking__purpose__matches__matches=True,
        )
        .annotate(is_confirmed=~Exists(unconfirmed))
        .order_by(F("pk").desc())
        .distinct()
    )
    for title, is_confirmed, what in ((_("Projects"), True, RELIES), (_("Open confirmations"), False, WAITS)):
        yield effects(title, rows.filter(is_confirmed=is_confirmed), reader, partial(_effect, what))


def shared_things(cut: Cut, reader: Actor) -> Iterator[Effects]:
    """What is shared for a project under its confirmed purpose."""
    if cut.undertaking:
        rows = Asset.objects.filter(pk__in=cut.assets()).select_related("dataset", "model").order_by("name", "id")
        yield effects(_("What is shared for it"), rows, reader, partial(_shared, ENDS if cut.leaving else PAUSES))


def _shared(what: str | Promise, asset: Asset) -> Effect:
    page = getattr(asset, asset.kind).get_absolute_url()  # the app above that has the dataset or model says it
    return Effect(asset.kind, asset.name, page, what)


def _effect(what: str | Promise, project: Project) -> Effect:
    return Effect("project", str(project), project.get_absolute_url(), what)
