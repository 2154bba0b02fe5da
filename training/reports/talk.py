"""What is said about a report, part by part, and where its sign-off stands."""

from typing import NamedTuple

from agreements.policy import visible
from jobs.models import Job
from organizations.actor import Actor
from organizations.models import Organization
from reports.models import Comment, Part, Review


class Thread(NamedTuple):
    """A comment that began a thread, and what was answered."""

    first: Comment
    replies: list[Comment]


class Standing(NamedTuple):
    """What the parties have said of a report: all reviews in their order, and whose sign-off is missing."""

    reviews: list[Review]
    missing: list[Organization]

    @property
    def signed(self) -> list[Review]:
        """The sign-offs."""
        return [each for each in self.reviews if each.verdict == Review.Verdict.SIGNED_OFF]

    @property
    def asked(self) -> list[Review]:
        """What those who have not signed ask to be changed."""
        waiting = {each.pk for each in self.missing}
        return [each for each in self.reviews if each.verdict != "signed_off" and each.organization_id in waiting]

    @property
    def is_final(self) -> bool:
        """Whether every party of the project has signed it off."""
        return bool(self.signed) and not self.missing


def standing_of(job: Job) -> Standing:
    """Where the sign-off stands; the parties are the project's of now."""
    reviews = list(job.report_reviews.select_related("organization", "reviewer"))
    signed = {each.organization_id for each in reviews if each.verdict == Review.Verdict.SIGNED_OFF}
    parties = Organization.objects.filter(undertakings=job.project.undertaking_id).order_by("name")
    return Standing(reviews, [each for each in parties if each.pk not in signed])


def threads_of(job: Job, *, by: Actor) -> list[Thread]:
    """The threads that `by` may read, in the order of the report's parts."""
    seen = visible(by, Comment.objects.filter(job=job), "discover")
    said = list(seen.select_related("author", "organization").order_by("id"))
    begun = sorted((one for one in said if one.answers_id is None), key=lambda one: Part.values.index(one.part))
    return [Thread(one, [reply for reply in said if reply.answers_id == one.pk]) for one in begun]
