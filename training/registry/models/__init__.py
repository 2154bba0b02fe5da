"""Models, their versions and files, and models on their way in."""

from registry.models.arrivals import Arrival
from registry.models.models import File, Model, ModelVersion

__all__ = ["Arrival", "File", "Model", "ModelVersion"]
