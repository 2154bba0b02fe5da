"""How the assessment of a version stands: what was answered and measured, its risks, and what would be signed."""

from typing import NamedTuple

from django.utils.functional import Promise

from registry.assessing.evidence import Evidence, evidence_of, first_answers
from registry.assessing.questions import ANSWERS, AREAS, NOT_ANSWERED, Area, Question
from registry.models import Assessment, ModelVersion, Risk
from registry.services.assessments import digest_of, open_questions

TONES = {"yes": "ok", "partly": "run", "no": "stop", "does_not_apply": "rest", "": "wait"}


class Read(NamedTuple):
    """A question as it was answered, for who reads it."""

    question: Question
    answer: str | Promise
    tone: str
    words: str
    measured: str


class AssessmentStanding(NamedTuple):
    """As the parties of the project read it; `answers` are a start to go on from while `assessment` is None."""

    version: ModelVersion
    assessment: Assessment | None
    answers: dict[str, dict[str, str]]
    evidence: dict[str, Evidence]
    risks: list[Risk]
    sha256: str

    @property
    def is_signed(self) -> bool:
        """Whether it never changes any more."""
        return bool(self.assessment and self.assessment.signed_at)

    @property
    def is_open(self) -> bool:
        """Whether questions have no answer yet."""
        return bool(self.assessment and open_questions(self.assessment))

    def areas(self) -> list[tuple[Area, list[Read]]]:
        """The questions as they were answered; what it only starts from nobody has said."""
        said = self.answers if self.assessment else {}
        return [(area, [self._read(each, said.get(each.code, {})) for each in area.questions]) for area in AREAS]

    def _read(self, question: Question, given: dict[str, str]) -> Read:
        answer, known = given.get("answer", ""), self.evidence.get(question.code)
        word = ANSWERS.get(answer, NOT_ANSWERED)
        return Read(question, word, TONES[answer], given.get("words", ""), known.sentence if known else "")


def assessment_of(version: ModelVersion) -> AssessmentStanding:
    """How it stands now."""
    people = ("written_by", "signed_by", "signed_for", "version__version")
    found = Assessment.objects.select_related(*people).filter(version=version).first()
    evidence = evidence_of(version)
    return AssessmentStanding(
        version=version,
        assessment=found,
        answers=found.answers if found else first_answers(version, evidence),
        evidence=evidence,
        risks=list(found.risks.select_related("owner", "settled_by")) if found else [],
        sha256=(found.sha256 or digest_of(found)) if found else "",
    )
