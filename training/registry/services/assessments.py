"""A version is assessed by its owner; its risks have owners and days; another party signs the assessment off."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agreements.errors import AlreadyDone
from agreements.models import TeamMember
from agreements.policy import permitted
from audit.services import record
from engine.digests import object_digest
from organizations.actor import Actor
from registry.assessing.evidence import assessment_before
from registry.assessing.questions import ANSWERS, QUESTIONS
from registry.models import Assessment, ModelVersion, Risk
from registry.services.stages import about_project, tell

LONGEST_WORDS = 2000
NOT_OF_THE_TEAM = gettext_lazy("Choose somebody of the project’s team.")


def write_assessment(version: ModelVersion, answers: dict[str, dict[str, str]], *, by: Actor) -> Assessment:
    """Keep these answers; it can be signed off once every question has one. The first ones bring along the risks
    that are open for the version before.

    Raises:
        NotAllowed: the policy refuses; only the owner of the model answers for it.
        ValidationError: an answer is of no question or none of those one can give; or the assessment is signed off.
    """
    kept = {}
    for code, given in answers.items():
        if code not in QUESTIONS or given.get("answer", "") not in {"", *ANSWERS}:
            words = _("“%(code)s”: choose one of the answers to a question of the questionnaire.")
            raise ValidationError({"answers": words % {"code": code}})
        kept[code] = {"answer": given.get("answer", ""), "words": given.get("words", "").strip()}
    with permitted(by, [("assess", version)]) as yes:
        found, is_new = Assessment.objects.select_for_update().get_or_create(
            version=version, defaults={"written_by": by.user}
        )
        assessment = _unsigned(found)
        was_open = open_questions(assessment)
        assessment.answers, assessment.written_by = kept, by.user
        assessment.save()
        if is_new:
            _bring_open_risks(assessment)
        record(by, "assessment.written", version.version.asset, decision=yes, about=about_project(version))
        if was_open and not open_questions(assessment):
            tell(version, "assessment.written", by)
    return assessment


def _bring_open_risks(assessment: Assessment) -> None:
    last = assessment_before(assessment.version)
    risks = last.risks.filter(settled_at=None) if last else []
    Risk.objects.bulk_create(
        Risk(assessment=assessment, what=risk.what, owner_id=risk.owner_id, due_on=risk.due_on) for risk in risks
    )


def note_risk(assessment: Assessment, *, what: str, owner: User, due_on: date, by: Actor) -> Risk:
    """Add a risk, with the person of the project's team who sees to it.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the owner is not of the team, or the assessment is signed off.
    """
    version = assessment.version
    with permitted(by, [("assess", version)]) as yes:
        _unsigned(Assessment.objects.select_for_update().get(pk=assessment.pk))
        if not what.strip():
            raise ValidationError({"what": _("Say what may go wrong.")})
        if owner not in people_of(version):
            raise ValidationError({"owner": NOT_OF_THE_TEAM})
        risk = Risk.objects.create(assessment=assessment, what=what.strip(), owner=owner, due_on=due_on)
        record(by, "assessment.risk_noted", version.version.asset, decision=yes, about=about_project(version))
    return risk


def people_of(version: ModelVersion) -> QuerySet[User]:
    """Who can see to a risk: the team of the version's project."""
    team = TeamMember.objects.filter(undertaking__project=version.project_id)
    return User.objects.filter(pk__in=team.values("user")).order_by("name", "id")


def settle_risk(risk: Risk, *, how: str, by: Actor) -> None:
    """Say how a risk was settled; what was signed stays as it is.

    Raises:
        NotAllowed: the policy refuses.
        AlreadyDone: it is settled.
        ValidationError: nobody says how.
    """
    version = risk.assessment.version
    if not how.strip():
        raise ValidationError({"how": _("Say how it was settled: the parties read it.")})
    with permitted(by, [("settle_risk", version)]) as yes:
        settled = {"how": how.strip(), "settled_by": by.user, "settled_at": timezone.now()}
        if not Risk.objects.filter(pk=risk.pk, settled_at=None).update(**settled):
            raise AlreadyDone()
        record(by, "assessment.risk_settled", version.version.asset, decision=yes, about=about_project(version))


def sign_assessment(assessment: Assessment, sha256: str, *, by: Actor) -> Assessment:
    """Sign what was read off, for one's organization, which is another than the model's owner.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it is another text than the one that was read, a question has no answer, or it is signed off.
    """
    version = assessment.version
    with permitted(by, [("sign_assessment", version)]) as yes:
        found = _unsigned(Assessment.objects.select_for_update().get(pk=assessment.pk))
        if sha256 != digest_of(found):
            raise ValidationError(_("This is not the assessment that you have read. Load the page and read it again."))
        if open_questions(found):
            raise ValidationError(_("Some questions have no answer yet. The owner of the model answers them first."))
        found.signed_by, found.signed_for, found.signed_at = by.user, by.organization, timezone.now()
        found.sha256 = sha256
        found.save(update_fields=["signed_by", "signed_for", "signed_at", "sha256"])
        record(
            by, "assessment.signed", version.version.asset, decision=yes, about=about_project(version), sha256=sha256
        )
        tell(version, "assessment.signed", by)
    return found


def digest_of(assessment: Assessment) -> str:
    """SHA-256 of what is signed: the version, the answers, and the risks as they were noted."""
    noted = assessment.risks.order_by("id").select_related("owner")
    risks = [[risk.what, str(risk.owner.uid), risk.due_on.isoformat()] for risk in noted]
    told = {"model": assessment.version.version.digest, "answers": assessment.answers, "risks": risks}
    return object_digest(told)


def open_questions(assessment: Assessment) -> list[str]:
    """The codes of the questions that have no answer yet."""
    return [code for code in QUESTIONS if not assessment.answers.get(code, {}).get("answer")]


def _unsigned(assessment: Assessment) -> Assessment:
    if assessment.signed_at:
        raise ValidationError(_("This assessment is signed off and never changes. A new version starts a new one."))
    return assessment
