"""What people do with jobs."""

from jobs.services.going_on import change_priority, pause_job, resume_job, retry_job
from jobs.services.stopping import NotCancelled, cancel_job, cancel_jobs
from jobs.services.submitting import submit_job

__all__ = [
    "NotCancelled",
    "cancel_job",
    "cancel_jobs",
    "change_priority",
    "pause_job",
    "resume_job",
    "retry_job",
    "submit_job",
]
