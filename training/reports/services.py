"""What people do with a report: talk about it, sign it off for their organization, take it along."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.errors import AlreadyDone
from agreements.noticing.people import working_on
from agreements.policy import permitted, require
from agreements.services.talking import checked
from audit.services import record
from jobs.models import Job
from notifications.services import publish
from organizations.actor import Actor
from reports.documents import digest_of
from reports.models import Comment, Review
from reports.noticing import REPORT
from reports.talk import standing_of


def comment_on_report(job: Job, text: str, *, by: Actor, part: str = "", answers: Comment | None = None) -> Comment:
    """Begin a thread about a part of a report, or answer in one.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: there is nothing in it, or the report is signed off by all and closed.
    """
    with permitted(by, [("comment_report", job)]) as yes:
        assert by.organization is not None  # who acts for nobody has been refused
        if standing_of(job).is_final:
            raise ValidationError(_("Every party has signed this report off; it does not change any more."))
        first = (answers.answers or answers) if answers else None
        comment = Comment.objects.create(
            job=job,
            part=first.part if first else part,
            answers=first,
            author=by.user,
            organization=by.organization,
            text=checked(text),
        )
        record(by, "report.commented", job, decision=yes, part=comment.part)
        _tell("report.commented", job, by, place=comment.part or "talk")
    return comment


def review_report(job: Job, sha256: str, *, verdict: str, words: str = "", by: Actor) -> Review:
    """Sign the report with this digest off for one's organization, or say what has to change first.

    Raises:
        NotAllowed: the policy refuses; only the project's parties review.
        AlreadyDone: the organization has signed it off.
        ValidationError: it is another report than the one that was read, or a request for changes has no words.
    """
    with permitted(by, [("review_report", job)]) as yes:
        assert by.organization is not None  # a party
        if sha256 != digest_of(job):
            raise ValidationError(_("This is not the report that you have read. Load the page and read it again."))
        if job.report_reviews.filter(organization=by.organization, verdict=Review.Verdict.SIGNED_OFF).exists():
            raise AlreadyDone()
        words = words.strip()
        if verdict == Review.Verdict.CHANGES_REQUESTED and not words:
            raise ValidationError({"words": _("Say what has to change: the others read it.")})
        review = Review.objects.create(
            job=job, organization=by.organization, reviewer=by.user, verdict=verdict, words=words, sha256=sha256
        )
        record(by, f"report.{verdict}", job, decision=yes, sha256=sha256)
        _tell(f"report.{verdict}", job, by, place="sign-off")
    return review


def note_export(job: Job, form: str, *, by: Actor) -> None:
    """Keep that `by` takes the report along as `form`.

    Raises:
        NotAllowed: the policy refuses.
    """
    yes = require(by, "discover", job)
    record(by, "report.exported", job, decision=yes, form=form)


def _tell(verb: str, job: Job, by: Actor, *, place: str) -> None:
    """`place` is the part of the report's page that the notice leads to."""
    to = working_on(job.project.undertaking, but=by.organization)
    publish(REPORT.code, verb, job, to=to, by=str(by.organization), place=place)
