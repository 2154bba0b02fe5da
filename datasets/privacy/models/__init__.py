"""What is found in versions and taken out of them, and the ledger of what was told of their rows."""

from privacy.models.findings import Deidentification, Finding, RecipientKey, Scan
from privacy.models.ledger import Limit, Reservation, Settlement

__all__ = ["Deidentification", "Finding", "Limit", "RecipientKey", "Reservation", "Scan", "Settlement"]
