"""What people do with standards: write them, agree to them, deprecate them, and check by them."""

from standards.services.checking import check_dataset, check_model, check_report
from standards.services.publishing import agree_to_standard, deprecate_version
from standards.services.writing import begin_standard, drop_draft, write_draft

__all__ = [
    "agree_to_standard",
    "begin_standard",
    "check_dataset",
    "check_model",
    "check_report",
    "deprecate_version",
    "drop_draft",
    "write_draft",
]
