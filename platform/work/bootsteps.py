"""The supervisor comes and goes with the Celery worker: `app.steps["worker"].add(SupervisorStep)`."""

from typing import TYPE_CHECKING, Any

from celery import bootsteps

if TYPE_CHECKING:
    from work.supervision.supervisor import Supervisor

GRACE_SECONDS = 5.0  # beyond the time a child has to seal its checkpoint


class SupervisorStep(bootsteps.StartStopStep):
    """Starts before the consumer, and so works even where the broker is away."""

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._supervisor: Supervisor | None = None

    def start(self, parent: Any) -> None:
        """In the worker's main process, never in a pool's child."""
        from work.supervision.supervisor import Supervisor  # the apps are ready only now

        self._supervisor = Supervisor(parent.hostname)
        self._supervisor.start()

    def stop(self, _parent: Any) -> None:
        """On SIGTERM the work goes back to the queue with its checkpoint."""
        from django.conf import settings

        if self._supervisor:
            self._supervisor.leave(settings.WORK_STOP_SECONDS + GRACE_SECONDS)
