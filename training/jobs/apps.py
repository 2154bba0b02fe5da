"""Fine-tuning jobs: the main kind of work."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("jobs")

    def ready(self) -> None:
        """Let the queue and the agreements below know what only jobs know."""
        from agreements.keeping import consequences, evidence, holdings
        from collaborations import metrics
        from jobs import figures
        from jobs.consequences import jobs_that_stop
        from jobs.evidence import spent_by_jobs
        from jobs.fine_tuning import FineTuning
        from jobs.holdings import PredictionHoldings, release_predictions
        from work import kinds

        kinds.register(FineTuning())
        metrics.register(figures.offered)
        consequences.register("jobs", jobs_that_stop)
        evidence.register("jobs", spent_by_jobs)
        holdings.register("predictions", PredictionHoldings())
        holdings.register_traces("predictions", release_predictions)
