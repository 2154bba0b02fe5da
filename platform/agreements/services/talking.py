"""What people say about terms: comments on clauses, what reviewers say among themselves, and who opened which text."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.errors import AlreadyDone
from agreements.models import Agreement, Comment, Party, Reading, StaffComment, TermsVersion
from agreements.policy import permitted
from agreements.rendering import read
from agreements.services.deeds import record
from agreements.services.versions import current_of
from organizations.actor import Actor

LONGEST = 4000


def comment_on(
    version: TermsVersion, text: str, *, by: Actor, clause: int | None = None, for_reviewers: bool = False
) -> Comment:
    """Begin a thread about a version, or about one of its clauses.

    The parties read it; reviewers do when it is meant for them too, which all that reviewers write is.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: there is nothing in it, or no such clause.
    """
    agreement = version.agreement
    with permitted(by, [("see", agreement), ("comment", agreement)]) as yes:
        assert by.organization is not None  # who acts for nobody has been refused
        if clause is not None and clause not in {one.number for one in read(version.text_en, "en").clauses}:
            raise ValidationError({"clause": _("Version %(number)s has no such clause.") % {"number": version.number}})
        for_both = for_reviewers or not _is_party(agreement, by)
        comment = Comment.objects.create(
            version=version,
            clause=clause,
            audience=Comment.Audience.REVIEWERS if for_both else Comment.Audience.PARTIES,
            author=by.user,
            organization=by.organization,
            text=checked(text),
        )
        record(by, "agreement.commented", agreement, decision=yes, version=version.number, clause=clause)
    return comment


def answer_comment(thread: Comment, text: str, *, by: Actor) -> Comment:
    """Answer in a thread, for the same readers. What was resolved is open again."""
    agreement = thread.version.agreement
    with permitted(by, [("see", thread), ("comment", agreement)]) as yes:
        assert by.organization is not None  # who acts for nobody has been refused
        first = Comment.objects.select_for_update().get(pk=thread.answers_id or thread.pk)
        reply = Comment.objects.create(
            version=first.version,
            clause=first.clause,
            answers=first,
            audience=first.audience,
            author=by.user,
            organization=by.organization,
            text=checked(text),
        )
        first.resolved_at = first.resolved_by = None
        first.save(update_fields=["resolved_at", "resolved_by"])
        record(by, "agreement.commented", agreement, decision=yes, version=first.version.number, clause=first.clause)
    return reply


def resolve_comment(thread: Comment, *, by: Actor) -> Comment:
    """Say that nothing is left to talk about in a thread."""
    agreement = thread.version.agreement
    with permitted(by, [("see", thread), ("comment", agreement)]) as yes:
        first = Comment.objects.select_for_update().get(pk=thread.answers_id or thread.pk)
        if first.resolved_at:
            raise AlreadyDone()
        first.resolved_at, first.resolved_by = timezone.now(), by.user
        first.save(update_fields=["resolved_at", "resolved_by"])
        record(by, "agreement.comment_resolved", agreement, decision=yes, version=first.version.number)
    return first


def comment_for_staff(agreement: Agreement, text: str, *, by: Actor) -> StaffComment:
    """Leave a word for the other reviewers. No party ever reads it, and the audit of the agreement has no line of it.

    Raises:
        NotAllowed: the policy refuses; who belongs to a party is no reviewer here.
    """
    with permitted(by, [("see_comments_of_staff", agreement)]) as yes:
        comment = StaffComment.objects.create(version=current_of(agreement), author=by.user, text=checked(text))
        record(by, "staff_comment.left", comment, decision=yes)
    return comment


def note_reading(version: TermsVersion, *, by: Actor) -> None:
    """Keep that a person of a party opened this text, the first time they do. The row itself is the record."""
    if by.organization is not None and _is_party(version.agreement, by):
        Reading.objects.bulk_create(
            [Reading(version=version, user=by.user, organization=by.organization)], ignore_conflicts=True
        )


def _is_party(agreement: Agreement, by: Actor) -> bool:
    return Party.objects.filter(agreement=agreement, organization=by.organization).exists()


def checked(text: str) -> str:
    """What somebody says, without blanks around it. Raises ValidationError: there is nothing in it, or too much."""
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Write what you want to say.")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("A comment has at most %(count)s characters.") % {"count": LONGEST}})
    return text
