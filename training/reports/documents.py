"""A report as a document: what a sign-off signs, and what an export carries."""

from typing import Any

from django.utils import timezone

from engine.digests import object_digest
from jobs.models import Job
from organizations.actor import Actor
from reports.mistakes import mistakes_of
from reports.models import Comment
from reports.recipe import public_results
from reports.talk import standing_of, threads_of
from reports.verdict import headline

FORMAT = "entente-report-1"


def document_of(job: Job) -> dict[str, Any]:
    """What is signed: all that was measured. Of the mistakes, which name rows, a digest."""
    return {
        "job": str(job.uid),
        "name": job.name,
        "model": job.result.model_version.version.digest,
        "results": public_results(job),
        "mistakes_sha256": object_digest(job.result.results.get("mistakes", [])),
    }


def digest_of(job: Job) -> str:
    """SHA-256 of the document in canonical JSON (`engine.digests.object_digest`)."""
    return object_digest(document_of(job))


def exported(job: Job, *, by: Actor) -> dict[str, Any]:
    """The document with its verdict, what was said of it and who has signed it off, for one reader."""
    document, mistakes = document_of(job), mistakes_of(job, by=by)
    return {
        "format": FORMAT,
        "report": document,
        "sha256": object_digest(document),
        "headline": headline(job.result.results),
        "verdict": job.result.results["verdict"],
        "worst_mistakes": [vars(each) for each in mistakes.mistakes],
        "mistakes_hidden_because": mistakes.reasons,
        "reviews": [
            {
                "organization": each.organization.slug,
                "reviewer": str(each.reviewer),
                "verdict": each.verdict,
                "words": each.words,
                "sha256": each.sha256,
                "reviewed_at": each.reviewed_at.isoformat(),
            }
            for each in standing_of(job).reviews
        ],
        "comments": [
            {**_said(thread.first), "answers": [_said(reply) for reply in thread.replies]}
            for thread in threads_of(job, by=by)
        ],
        "exported_at": timezone.now().isoformat(),
    }


def _said(comment: Comment) -> dict[str, Any]:
    return {
        "part": comment.part,
        "author": str(comment.author),
        "organization": comment.organization.slug,
        "text": comment.text,
        "written_at": comment.written_at.isoformat(),
    }
