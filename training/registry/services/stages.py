"""Versions of models are promoted, rolled back and retired; parties say what they ask for first, and approve."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.errors import AlreadyDone
from agreements.models import Undertaking
from agreements.noticing.people import working_on
from agreements.operations import Operation
from agreements.policy import permitted
from agreements.services.epoch import move_on
from audit.services import record
from collaborations.models import Project
from notifications.services import publish
from organizations.actor import Actor
from registry import requirements
from registry.errors import NotReady
from registry.models import PROMOTED_TO, Approval, Model, ModelVersion, PartyDemands, Stage, StageChange
from registry.noticing import MODEL, PROMOTED
from registry.stages import before_it

Deed = StageChange.Deed


def promote(version: ModelVersion, *, by: Actor, reason: str = "", notes: str = "") -> StageChange:
    """From candidate to staging, or from staging to production, where it takes the place of the version before.

    Raises:
        NotAllowed: the policy refuses; a version that may not be used for its project is not promoted either.
        NotReady: something that the project asks for is missing.
        ValidationError: it can't be promoted from its stage, or a release has no notes.
    """
    needs = [("promote", version.version.asset), (Operation.INFER, version.version)]
    with permitted(by, needs, project=_undertaking(version)) as yes:
        model = _locked(version)
        target = PROMOTED_TO.get(Stage(version.stage))
        if target is None:
            words = _("Version %(number)s is in the stage “%(stage)s”, from which nothing is promoted.")
            raise ValidationError(words % {"number": version.version.number, "stage": version.get_stage_display()})
        missing = [told.answer.sentence for told in requirements.answers_for(version) if not told.answer.met]
        if missing:
            raise NotReady(missing)
        notes = notes.strip() if target == Stage.PRODUCTION else ""
        if target == Stage.PRODUCTION:
            if not notes:
                raise ValidationError({"notes": _("Say what is new: whoever uses the model reads it.")})
            replaced = ModelVersion.objects.filter(production_of=model).first()
            if replaced:
                _move(replaced, Stage.RETIRED, Deed.REPLACED, by)
        change = _move(version, target, Deed.PROMOTED, by, reason=reason, notes=notes)
        record(
            by, "model.promoted", version.version.asset, decision=yes, about=about_project(version), **_told(version)
        )
        tell(version, PROMOTED[target], by)
    return change


def roll_back(model: Model, *, by: Actor, reason: str = "") -> StageChange:
    """The version that was in production before comes back; the one that is there now is retired.

    Raises:
        NotAllowed: the policy refuses; a version that may not be used any more does not come back.
        ValidationError: none was there before.
    """
    earlier = before_it(model)
    if earlier is None:
        raise ValidationError(_("No earlier version was in production that could come back."))
    needs = [("promote", model.asset), (Operation.INFER, earlier.version)]
    with permitted(by, needs, project=_undertaking(earlier)) as yes:
        _locked(earlier)
        if before_it(model) != earlier:
            raise ValidationError(_("Somebody else has changed what is in production. Load the page and look again."))
        current = ModelVersion.objects.get(production_of=model)
        _move(current, Stage.RETIRED, Deed.ROLLED_BACK, by, reason=reason)
        change = _move(earlier, Stage.PRODUCTION, Deed.RESTORED, by, reason=reason)
        record(by, "model.rolled_back", model.asset, decision=yes, about=about_project(earlier), **_told(earlier))
        tell(earlier, "model.rolled_back", by)
    return change


def retire(version: ModelVersion, *, by: Actor, reason: str) -> StageChange:
    """Tell everybody that it is not to be used any more; what they may, the policy decides.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it is retired already, or nobody says why.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the parties read it.")})
    with permitted(by, [("promote", version.version.asset)]) as yes:
        _locked(version)
        if version.stage == Stage.RETIRED:
            raise AlreadyDone()
        change = _move(version, Stage.RETIRED, Deed.RETIRED, by, reason=reason)
        record(by, "model.retired", version.version.asset, decision=yes, about=about_project(version), **_told(version))
        tell(version, "model.retired", by, reason=change.reason)
    return change


def approve(version: ModelVersion, *, by: Actor, words: str = "") -> Approval:
    """Another party of the project has nothing against the version.

    Raises:
        NotAllowed: the policy refuses; the owner does not approve its own.
        AlreadyDone: the organization has approved it.
    """
    with permitted(by, [("approve_model", version)]) as yes:
        assert by.organization is not None  # a party
        approval, is_new = Approval.objects.get_or_create(
            version=version,
            organization=by.organization,
            defaults={"approved_by": by.user, "words": words.strip()},
        )
        if not is_new:
            raise AlreadyDone()
        record(
            by, "model.approved", version.version.asset, decision=yes, about=about_project(version), **_told(version)
        )
        tell(version, "model.approved", by)
    return approval


def set_demands(project: Project, codes: Iterable[str], *, by: Actor) -> PartyDemands:
    """Say what one's organization asks for before a model of the project is promoted.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: a code is of no requirement.
    """
    asked = set(codes)
    if unknown := asked - {each.code for each in requirements.known()}:
        words = _("These are no requirements: %(codes)s. Choose among those that are listed.")
        raise ValidationError({"requirements": words % {"codes": ", ".join(sorted(unknown))}})
    with permitted(by, [("set_requirements", project.undertaking)]) as yes:
        assert by.organization is not None  # a party
        said, _is_new = PartyDemands.objects.update_or_create(
            project=project, organization=by.organization, defaults={"codes": sorted(asked), "said_by": by.user}
        )
        record(by, "undertaking.requirements_set", project.undertaking, decision=yes, requirements=said.codes)
        to = working_on(project.undertaking, but=by.organization)
        publish(MODEL.code, "undertaking.requirements_set", project.undertaking, to=to, by=str(by.organization))
    return said


def _locked(version: ModelVersion) -> Model:
    """Two that change stages of one model wait for each other."""
    model = Model.objects.select_for_update().get(pk=version.version.asset_id)
    version.refresh_from_db(fields=["stage", "production_of"])
    return model


def _move(
    version: ModelVersion, stage: Stage, deed: Deed, by: Actor, *, reason: str = "", notes: str = ""
) -> StageChange:
    version.stage = stage
    version.production_of_id = version.version.asset_id if stage == Stage.PRODUCTION else None
    version.save(update_fields=["stage", "production_of"])
    move_on()  # for the model server, which holds a yes to the version that was to be asked before
    assert by.organization is not None  # who acts for nobody has been refused
    return StageChange.objects.create(
        version=version,
        stage=stage,
        deed=deed,
        by=by.user,
        organization=by.organization,
        reason=reason.strip(),
        notes=notes,
    )


def _undertaking(version: ModelVersion) -> Undertaking | None:
    return version.project.undertaking if version.project else None


def about_project(version: ModelVersion) -> list[Undertaking]:
    """The project that an event about the version concerns."""
    return [version.project.undertaking] if version.project else []


def _told(version: ModelVersion) -> dict[str, object]:
    return {"number": version.version.number, "stage": str(version.stage)}


def tell(version: ModelVersion, verb: str, by: Actor, **params: str) -> None:
    """Tell who works on its project for the other parties; what belongs to no project has none."""
    if version.project is None:
        return
    undertaking = version.project.undertaking
    model = {"model": str(version.model), "slug": version.version.asset.slug, "number": version.version.number}
    to = working_on(undertaking, but=by.organization)
    publish(MODEL.code, verb, undertaking, to=to, by=str(by.organization), **model, **params)
