"""Standards with their versions, and checks by them."""

from standards.models.checks import Check
from standards.models.standards import Endorsement, Standard, StandardVersion

__all__ = ["Check", "Endorsement", "Standard", "StandardVersion"]
