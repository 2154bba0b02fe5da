"""What a compliance review asks: a question for each thing that people, not the software, have to look at."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANSWERS: Mapping[str, Promise] = {"yes": _("Yes"), "no": _("No"), "unknown": _("Not known")}
Terms = Mapping[str, Any]


class Question(NamedTuple):
    """A question, and when terms give reason to ask it."""

    code: str
    asks: str | Promise
    is_asked: Callable[[Terms], bool]


def _always(_terms: Terms) -> bool:
    return True


def _leaves(terms: Terms) -> bool:
    out = {"download", "release_weights", "redistribute"}
    return any(out & set(share["operations"]) for share in terms["shares"])


def _protects(terms: Terms) -> bool:
    return any(terms.get("protections", {}).values())


QUESTIONS = (
    Question("purpose", _("Was everything used for the purposes in the terms only?"), _always),
    Question("people", _("Are those who have access still those who need it?"), _always),
    Question("copies", _("Are all copies that left the platform known, and kept where the terms allow?"), _leaves),
    Question("protections", _("Were the protections kept that the terms name, de-identification included?"), _protects),
    Question("derived", _("Are models made from it owned, licensed and passed on as agreed?"), _always),
    Question("publication", _("Was everything that was published shown to the provider before?"), _always),
    Question("findings", _("Is what earlier reviews found mended?"), _always),
)


def questions_for(terms: Terms) -> list[Question]:
    """The questions that these terms give reason to ask."""
    return [question for question in QUESTIONS if question.is_asked(terms)]
