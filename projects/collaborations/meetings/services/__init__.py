"""What people do with meetings, a file per subject."""

from collaborations.meetings.services.holding import (
    drop_action,
    drop_agenda_item,
    note_action,
    note_presence,
    write_minutes,
)
from collaborations.meetings.services.planning import (
    add_agenda_item,
    answer_meeting,
    call_off,
    move_meeting,
    plan_meetings,
)

__all__ = [
    "add_agenda_item",
    "answer_meeting",
    "call_off",
    "drop_action",
    "drop_agenda_item",
    "move_meeting",
    "note_action",
    "note_presence",
    "plan_meetings",
    "write_minutes",
]
