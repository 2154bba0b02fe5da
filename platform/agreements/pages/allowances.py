"""What an agreement allows its reader's organization right now: each operation a sentence, answered by the policy."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Asset, Undertaking
from agreements.policy import Decision, decide
from agreements.services.versions import current_of, terms_of
from agreements.terms import SHAREABLE
from organizations.actor import Actor

SENTENCES: dict[str, dict[str, Promise]] = {
    "dataset": {
        "discover": _("Find it and read its description"),
        "preview": _("Look at its rows"),
        "download": _("Download a copy"),
        "train": _("Train models on it"),
        "evaluate": _("Evaluate models with it"),
        "statistics": _("Ask for statistics of it, with noise"),
        "derive": _("Make new models and data from it"),
        "redistribute": _("Pass it on"),
        "publish": _("Publish it"),
    },
    "model": {
        "discover": _("Find it and read its description"),
        "evaluate": _("Evaluate it"),
        "derive": _("Make new models from it"),
        "infer": _("Make predictions with it"),
        "release_weights": _("Download its weights"),
        "serve": _("Offer its predictions to others"),
        "redistribute": _("Pass it on"),
        "publish": _("Publish it"),
    },
}


class Allowance(NamedTuple):
    """An operation, whether it is allowed now, and why not."""

    sentence: str | Promise
    named: bool
    decision: Decision
    why_not: str


class Share(NamedTuple):
    """An asset that the reader's organization receives, and what it may do with it."""

    asset: Asset
    allowances: list[Allowance]


def allowed_now(agreement: Agreement, actor: Actor) -> list[Share]:
    """What is shared with the reader's organization, operation by operation; asked within the terms' project."""
    terms = terms_of(current_of(agreement))
    received = [
        share for share in terms["shares"] if actor.organization and share["recipient"] == actor.organization.slug
    ]
    project = Undertaking.objects.filter(slug=terms["purposes"]["project"]).first()
    found = Asset.objects.filter(slug__in=[share["asset"]["slug"] for share in received])
    assets = {(asset.kind, asset.slug): asset for asset in found}
    shares = []
    for share in received:
        kind = share["asset"]["kind"]
        asset = assets[kind, share["asset"]["slug"]]
        answers = ((operation, decide(actor, operation, asset, project=project)) for operation in SHAREABLE[kind])
        shares.append(
            Share(
                asset,
                [
                    Allowance(
                        SENTENCES[kind][operation],
                        operation in share["operations"],
                        decision,
                        "" if decision.allowed else decision.sentences(actor)[0],
                    )
                    for operation, decision in answers
                ],
            )
        )
    return shares
