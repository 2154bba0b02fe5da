"""What is asked of models, and what comes of the answers."""

from serving.models.batches import Batch
from serving.models.feedback import Alarm, Feedback, Prediction, Retraining, RetrainRule
from serving.models.usage import Usage

__all__ = ["Alarm", "Batch", "Feedback", "Prediction", "RetrainRule", "Retraining", "Usage"]
