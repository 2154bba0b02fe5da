"""What a shared project has of its own, a file per subject."""

from collaborations.models.objectives import Expectation, Objective, ObjectiveAgreement
from collaborations.models.planning import Milestone, Task
from collaborations.models.projects import Project
from collaborations.models.records import Decision, Risk

__all__ = ["Decision", "Expectation", "Milestone", "Objective", "ObjectiveAgreement", "Project", "Risk", "Task"]
