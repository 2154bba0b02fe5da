"""Wake-ups: harmless when lost, late or doubled, for the rows decide."""

from celery import shared_task

from work.supervision import wakes


@shared_task(ignore_result=True)
def wake(kind: str) -> None:
    """Let this worker's supervisor look at the queue now instead of at its next poll."""
    wakes.look_for(kind)
