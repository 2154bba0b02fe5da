"""Predictions: models that are asked about new rows."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServingConfig(AppConfig):
    name = "serving"
    verbose_name = _("predictions")

    def ready(self) -> None:
        """Let the apps below know what only predictions know."""
        from agreements.keeping import holdings
        from catalog import arrivals
        from collaborations import stages
        from notifications import kinds as notices
        from serving.batches.holdings import AnswerHoldings, release_answers
        from serving.batches.work import BatchWork
        from serving.feedback.alarms import FEEDBACK
        from serving.feedback.contributions import what_people_found
        from serving.feedback.retraining import follow_arrival
        from work import kinds

        kinds.register(BatchWork())
        holdings.register("answers", AnswerHoldings())
        holdings.register_traces("answers", release_answers)
        notices.register(FEEDBACK)
        arrivals.register("retraining", follow_arrival)
        stages.register(5, what_people_found)
