"""`celery -A tests.platform.work.counting_app worker`: the real worker, and all it can do is count."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.settings")
django.setup()

from tests.platform.work.counting import Counting  # noqa: E402  # the apps are ready only now

from entente.celery import app  # noqa: E402
from work import kinds  # noqa: E402

kinds._kinds = {Counting.name: Counting()}

__all__ = ["app"]
