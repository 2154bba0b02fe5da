"""Models, their versions and files, and models on their way in."""

from registry.models.arrivals import Arrival
from registry.models.assessments import Assessment, Risk
from registry.models.models import File, Model, ModelVersion
from registry.models.stages import PROMOTED_TO, Approval, PartyDemands, Stage, StageChange

__all__ = [
    "PROMOTED_TO",
    "Approval",
    "Arrival",
    "Assessment",
    "File",
    "Model",
    "ModelVersion",
    "PartyDemands",
    "Risk",
    "Stage",
    "StageChange",
]
