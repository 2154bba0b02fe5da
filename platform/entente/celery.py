"""The Celery app: it carries wake-ups; what is to be done stands in PostgreSQL."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init

from agreements.noticing.bootsteps import PostStep
from audit.bootsteps import SealerStep
from knowledge.bootsteps import RemindStep
from work.bootsteps import SupervisorStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.settings")

app = Celery("entente")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(SupervisorStep)
app.steps["worker"].add(SealerStep)
app.steps["worker"].add(PostStep)
app.steps["worker"].add(RemindStep)


@celeryd_init.connect
def start_services(**_: Any) -> None:
    """A worker started by `celery -A entente worker` needs the services as much as `manage.py` does."""
    from entente import services

    services.ensure()
