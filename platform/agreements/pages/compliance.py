"""What the page of a compliance review shows: evidence in words, answers, findings, and what the reader may do."""

from typing import Any, NamedTuple

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.keeping.questionnaire import ANSWERS, QUESTIONS
from agreements.models import ComplianceReview, Finding
from agreements.policy import decide
from agreements.telling import deed_in_words
from organizations.actor import Actor
from organizations.models import Organization

SPENT: dict[str, str | Promise] = {
    "jobs": _("jobs run"),
    "job_hours": _("hours of computing"),
    "privacy_epsilon": _("ε of privacy budgets, spent or reserved"),
}


class Answered(NamedTuple):
    """A question with its answer."""

    asks: str | Promise
    answer: str | Promise
    tone: str
    words: str


class AnsweredFor(NamedTuple):
    """A recipient with its answers; none yet while it has not answered."""

    organization: Organization
    answers: list[Answered]


class ToldFinding(NamedTuple):
    """A finding, and what the reader can do about it."""

    finding: Finding
    may_mend: bool
    may_close: bool


def page_of_compliance(review: ComplianceReview, reader: Actor) -> dict[str, Any]:
    """The template context."""
    parties = list(review.agreement.parties.select_related("organization"))
    judges = decide(reader, "judge_compliance", review).allowed
    mends = decide(reader, "fulfil_duty", review).allowed
    answered = reader.organization is not None and reader.organization.slug in review.answers
    findings = review.findings.select_related("organization", "mended_by", "closed_by")
    used = [line for line in review.evidence if "verb" in line]
    return {
        "review": review,
        "agreement": review.agreement,
        "may_find": judges,
        "may_answer": decide(reader, "answer_compliance", review).allowed and not review.concluded_at and not answered,
        "used": [
            line | {"deed": deed_in_words(line["verb"]), "last_at": parse_datetime(line["last_at"])} for line in used
        ],
        "spent": [line | {"says": SPENT.get(line["code"], line["code"])} for line in review.evidence if "code" in line],
        "answered": [
            AnsweredFor(party.organization, answers_of(review, party.organization.slug))
            for party in parties
            if party.receives
        ],
        "findings": [
            ToldFinding(
                finding,
                may_mend=mends and finding.organization == reader.organization and not finding.closed_at,
                may_close=judges and finding.mended_at is not None and not finding.closed_at,
            )
            for finding in findings
        ],
    }


def answers_of(review: ComplianceReview, slug: str) -> list[Answered]:
    """A recipient's answers in the order of the questions."""
    tones = {"yes": "ok", "no": "stop", "unknown": "wait"}
    found = []
    for question in QUESTIONS:
        if given := review.answers.get(slug, {}).get(question.code):
            answer = given["answer"]
            found.append(Answered(question.asks, ANSWERS[answer], tones[answer], given["words"]))
    return found
