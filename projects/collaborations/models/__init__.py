"""What a shared project has of its own, a file per subject."""

from collaborations.models.objectives import Expectation, Objective, ObjectiveAgreement
from collaborations.models.projects import Project

__all__ = ["Expectation", "Objective", "ObjectiveAgreement", "Project"]
