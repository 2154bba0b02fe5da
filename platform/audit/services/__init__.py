"""Writing the record."""

from audit.services.recording import Answer, Who, record, record_refusal

__all__ = ["Answer", "Who", "record", "record_refusal"]
