"""Papers with what they rest on, and inventions."""

from knowledge.models.inventions import Basis, Deadline, Invention, Inventor, Licence, Stage
from knowledge.models.papers import Author, Manuscript, ManuscriptReading, Paper, Support

__all__ = [
    "Author",
    "Basis",
    "Deadline",
    "Invention",
    "Inventor",
    "Licence",
    "Manuscript",
    "ManuscriptReading",
    "Paper",
    "Stage",
    "Support",
]
