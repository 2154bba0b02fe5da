"""What people do with shared projects, a file per subject."""

from collaborations.services.projects import (
    add_to_team,
    change_in_team,
    change_purpose,
    confirm_purpose,
    start_project,
    take_out_of_team,
)

__all__ = [
    "add_to_team",
    "change_in_team",
    "change_purpose",
    "confirm_purpose",
    "start_project",
    "take_out_of_team",
]
