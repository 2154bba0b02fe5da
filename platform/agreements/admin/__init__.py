"""The lists of the review desk, in the order of its bar."""

from agreements.admin.queue import ReviewQueue  # isort: skip
from agreements.admin.keeping import ComplianceList, DutyList  # isort: skip
from agreements.admin.organizations import OrganizationList  # isort: skip
from agreements.admin.keys import KeyList  # isort: skip
from agreements.admin.events import EventList  # isort: skip

__all__ = ["ComplianceList", "DutyList", "EventList", "KeyList", "OrganizationList", "ReviewQueue"]
