"""Taking personal data out of a version: a steward writes how, another approves it, a worker makes the new version."""

import secrets

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.policy import permitted
from audit.services import record
from catalog.models import DatasetVersion
from organizations.actor import Actor
from organizations.models import Organization
from organizations.sign_on.sealing import seal, unseal
from privacy.models import Deidentification, RecipientKey
from privacy.recipes import Recipe, RecipeError
from privacy.recipes.faults import WORDS
from work.models import Item
from work.services.queueing import Asks, enqueue

KIND = "deidentification"
EXPECTED_SECONDS = 60.0
KEYED = frozenset({"hash", "pseudonym"})


def write_recipe(
    version: DatasetVersion, recipe: Recipe, *, changes: str, by: Actor, recipient: Organization | None = None
) -> Deidentification:
    """Keep how personal data is to be taken out, and have it measured what that would do.

    Raises:
        NotAllowed: `by` is no steward of its owner.
        ValidationError: the recipe doesn't fit the version, or hashes for nobody in particular.
    """
    _check(version, recipe, recipient)
    asset = version.version.asset
    with permitted(by, [("deidentify", asset)]) as yes:
        written = Deidentification.objects.create(
            version=version,
            recipe=recipe.as_json(),
            changes=changes,
            recipient=recipient,
            item=_order(by),
            written_by=by.user,
        )
        steps = [f"{step.column}: {step.deed}" for step in recipe.steps]
        number, uid = version.version.number, str(written.uid)
        record(by, "privacy.recipe_written", asset, decision=yes, version=number, recipe=uid, steps=steps)
    return written


def approve_recipe(written: Deidentification, *, by: Actor) -> Deidentification:
    """Have the new version made.

    Raises:
        NotAllowed: `by` is no steward of its owner; or wrote it, and there is another steward.
        ValidationError: it was not measured, or is approved already.
    """
    asset = written.version.version.asset
    with permitted(by, [("approve_recipe", written)]) as yes:
        Deidentification.objects.select_for_update().get(pk=written.pk)
        written = Deidentification.objects.select_related("item", "version__version__asset").get(pk=written.pk)
        if written.state != "waits":
            raise ValidationError(_("This recipe waits for no approval: it is being worked on, done, or has failed."))
        written.approved_by, written.approved_at, written.item = by.user, timezone.now(), _order(by)
        written.save(update_fields=["approved_by", "approved_at", "item"])
        number, uid = written.version.version.number, str(written.uid)
        record(by, "privacy.recipe_approved", asset, decision=yes, version=number, recipe=uid)
    return written


def told_of(error: RecipeError) -> str:
    """What is wrong with a recipe, in the language of the page."""
    return _(WORDS[error.code]) % error.params


def key_for(owner: Organization, recipient: Organization | None) -> bytes:
    """The key of a recipient, made when it is first needed; for nobody in particular, none."""
    if recipient is None:
        return b""
    new = {"sealed": seal(secrets.token_hex(32))}
    kept, _made = RecipientKey.objects.get_or_create(owner=owner, recipient=recipient, defaults=new)
    return bytes.fromhex(unseal(kept.sealed))


def _order(by: Actor) -> Item:
    return enqueue(KIND, by=by, asks=Asks(expected_seconds=EXPECTED_SECONDS, places=0))


def _check(version: DatasetVersion, recipe: Recipe, recipient: Organization | None) -> None:
    try:
        recipe.check([column["name"] for column in version.columns])
        if not recipe.steps and not recipe.leaves_out:
            raise RecipeError("nothing")
    except RecipeError as error:
        raise ValidationError({"recipe": told_of(error)}) from error
    if recipient is None and any(step.deed in KEYED for step in recipe.steps):
        raise ValidationError({"recipient": _("Say for whom values are hashed: each recipient has a key of its own.")})
