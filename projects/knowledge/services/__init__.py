"""What people do with papers and inventions."""

from knowledge.services.inventions import (
    disclose_invention,
    finish_deadline,
    grant_licence,
    move_invention,
    set_deadline,
)
from knowledge.services.papers import (
    add_author,
    add_manuscript,
    begin_paper,
    edit_paper,
    remove_author,
    rest_no_more_on,
    rest_on,
)
from knowledge.services.publishing import answer_manuscript, give_manuscript, publish_paper, submit_paper

__all__ = [
    "add_author",
    "add_manuscript",
    "answer_manuscript",
    "begin_paper",
    "disclose_invention",
    "edit_paper",
    "finish_deadline",
    "give_manuscript",
    "grant_licence",
    "move_invention",
    "publish_paper",
    "remove_author",
    "rest_no_more_on",
    "rest_on",
    "set_deadline",
    "submit_paper",
]
