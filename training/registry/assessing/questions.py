"""The questionnaire: the seven areas of ALTAI, each mapped to a function of the NIST AI Risk Management Framework.

The Assessment List for Trustworthy AI (European Commission's expert group, 2020) and NIST AI 100-1 (2023) are long;
this is the short form that partners of a fine-tuned model can fill in, in words of our own.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANSWERS = {
    "yes": _("yes"),
    "partly": _("partly"),
    "no": _("no"),
    "does_not_apply": _("does not apply"),
}
NOT_ANSWERED = _("not answered yet")


class Question(NamedTuple):
    """One question; its code stays when its words change."""

    code: str
    words: Promise


class Area(NamedTuple):
    """An area of ALTAI with the function of NIST's framework that it belongs to."""

    title: Promise
    function: Promise
    questions: tuple[Question, ...]

    @property
    def id(self) -> str:
        """Its place on the page."""
        return f"area-{self.questions[0].code}"


GOVERN, MAP, MEASURE, MANAGE = _("govern"), _("map"), _("measure"), _("manage")

AREAS: tuple[Area, ...] = (
    Area(
        _("Human agency and oversight"),
        GOVERN,
        (
            Question("oversight", _("Can a person check each answer before it has consequences, and overrule it?")),
            Question("told", _("Do people know that a model answers them?")),
        ),
    ),
    Area(
        _("Technical robustness and safety"),
        MEASURE,
        (
            Question("accuracy", _("Is it known how often the model is right, and how sure it may be?")),
            Question("misuse", _("Is it written down what the model must not be used for?")),
        ),
    ),
    Area(
        _("Privacy and data governance"),
        MAP,
        (
            Question("sources", _("Is all that it was made from used under terms that allow it?")),
            Question("memory", _("Has anybody checked whether the model gives single rows away?")),
        ),
    ),
    Area(
        _("Transparency"),
        MAP,
        (
            Question("explained", _("Can an answer be explained to the person it concerns?")),
            Question("recorded", _("Can it be traced later which version gave an answer, and what it was made from?")),
        ),
    ),
    Area(
        _("Diversity, non-discrimination and fairness"),
        MEASURE,
        (
            Question("slices", _("Is it known for which kinds of rows or people the model is worse?")),
            Question("remedied", _("Is something done for those it serves worse?")),
        ),
    ),
    Area(
        _("Societal and environmental well-being"),
        MANAGE,
        (
            Question("energy", _("Is it known how much energy the model took, and is that in proportion?")),
            Question("work", _("Was it talked over with the people whose work it changes?")),
        ),
    ),
    Area(
        _("Accountability"),
        GOVERN,
        (
            Question("responsible", _("Is a person named who answers for the model while it is in use?")),
            Question("complaint", _("Can those concerned report a mistake, and does somebody look at it?")),
        ),
    ),
)
QUESTIONS = {question.code: question for area in AREAS for question in area.questions}
