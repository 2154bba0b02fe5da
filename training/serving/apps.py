"""Predictions: models that are asked about new rows."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServingConfig(AppConfig):
    name = "serving"
    verbose_name = _("predictions")

    def ready(self) -> None:
        """Let the queue and the agreements below know what only predictions know."""
        from agreements.keeping import holdings
        from serving.batches.holdings import AnswerHoldings, release_answers
        from serving.batches.work import BatchWork
        from work import kinds

        kinds.register(BatchWork())
        holdings.register("answers", AnswerHoldings())
        holdings.register_traces("answers", release_answers)
