"""What jobs used up under an agreement, for its compliance reviews."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F, Sum

from agreements.keeping.evidence import Spent
from agreements.models import Agreement
from jobs.models import Job


def spent_by_jobs(agreement: Agreement, since: datetime) -> Iterator[Spent]:
    """For each organization: how many jobs ran by its yes, and for how many hours."""
    ran = Job.objects.filter(item__agreements__contains=[agreement.pk], item__started_at__gte=since)
    told = ran.order_by().values_list("item__organization__name")
    took = Sum(F("item__finished_at") - F("item__started_at"))
    for organization, times, time in told.annotate(times=Count("pk"), time=took).order_by("item__organization__name"):
        yield Spent("jobs", organization, times, times)
        hours = (time or timedelta()).total_seconds() / 3600
        yield Spent("job_hours", organization, round(hours, 2), times)
