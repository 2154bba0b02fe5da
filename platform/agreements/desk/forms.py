"""Forms of the review desk: a verdict with its checklist, and a comment."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.checklists import Point
from agreements.forms.agreements import ReasonForm, ReplyForm
from agreements.models import Review
from agreements.services.review import Wanted

Verdict = Review.Verdict
YES, NO = "yes", "no"


class ReviewForm(ReasonForm):
    """A verdict, with its reason, the checklist and the conditions."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a verdict.")},
    )
    conditions = forms.CharField(
        label=_("Conditions, one on a line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For an approval with conditions: the parties read them before they sign."),
    )
    conditions_due_on = forms.DateField(
        label=_("To be met by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input-short"}),
        help_text=_("A party says how each was met, a reviewer confirms it. Left empty, there is no day."),
    )
    conditions_stop = forms.BooleanField(
        label=_("The agreement allows nothing from the day after, until all of them are confirmed"), required=False
    )
    field_order = ("verdict", "conditions", "conditions_due_on", "conditions_stop", "reason")

    def __init__(self, *args: Any, points: Sequence[Point], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for point in points:
            self.fields[_name(point)] = forms.ChoiceField(choices=[(YES, YES), (NO, NO)], required=False)

    def answers(self) -> dict[str, bool]:
        """The points that were answered, by code."""
        given = {point.code: self.cleaned_data.get(_name(point)) for point in self.points}
        return {code: answer == YES for code, answer in given.items() if answer}

    def conditions_given(self) -> list[Wanted]:
        """The conditions, a line each, with the day that holds for all of them."""
        due_on, stops = self.cleaned_data["conditions_due_on"], self.cleaned_data["conditions_stop"]
        return [Wanted(line, due_on, stops) for line in self.cleaned_data["conditions"].splitlines() if line.strip()]

    def checklist(self) -> list[dict[str, Any]]:
        """The points with what was answered, as the page draws them."""
        return [
            {"name": _name(point), "asks": point.asks, "answer": self[_name(point)].value()} for point in self.points
        ]

    def picks(self) -> list[dict[str, Any]]:
        """The verdicts, each with what it leads to."""
        leads_to = {
            Verdict.APPROVE: (_("Approve"), _("Goes to signing. Every point of the checklist has to hold.")),
            Verdict.APPROVE_WITH_CONDITIONS: (
                _("Approve with conditions"),
                _("Goes to signing; the parties read the conditions before they sign."),
            ),
            Verdict.REQUEST_CHANGES: (
                _("Request changes"),
                _("Goes back to the parties; their next version comes here again."),
            ),
            Verdict.REJECT: (_("Reject"), _("Ends this agreement. The parties may draft it again from these terms.")),
        }
        chosen = self["verdict"].value()
        return [
            {"value": verdict.value, "label": label, "why": why, "checked": verdict == chosen}
            for verdict, (label, why) in leads_to.items()
        ]


class DeskCommentForm(ReplyForm):
    """A comment of a reviewer, and who reads it. Staff only, unless somebody chooses otherwise."""

    PARTIES, STAFF = "parties", "staff"
    readers = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[(STAFF, _("Staff only")), (PARTIES, _("For the parties"))],
        initial=STAFF,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who reads it.")},
    )


def _name(point: Point) -> str:
    return f"point_{point.code}"
