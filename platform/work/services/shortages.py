"""Why a budget keeps work waiting, and when it goes on, in a sentence."""

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from work.durations import gpu_hours
from work.models.shares import renews_on
from work.services.budgeting import Limit, Shortage


def too_little(shortage: Shortage) -> str:
    """What is used up, whose it is, and what has to happen."""
    words = {
        Limit.RUNNING: _running,
        Limit.GPU_SECONDS: _gpu_seconds,
        Limit.STORAGE: _storage,
    }
    return words[shortage.limit](shortage)


def _running(shortage: Shortage) -> str:
    words = _("As many jobs of %(whose)s run as may run at once. It starts when one of them has ended.")
    if shortage.is_for_good:
        words = _("The budget of %(whose)s lets no job run. It starts when the budget is raised.")
    return words % {"whose": shortage.budget}


def _gpu_seconds(shortage: Shortage) -> str:
    said = {
        "whose": shortage.budget,
        "limit": gpu_hours(shortage.budget.gpu_seconds or 0),
        "left": gpu_hours(max(0, shortage.left)),
        "needed": gpu_hours(shortage.needed),
        "day": date_format(renews_on()),
    }
    if shortage.is_for_good:
        words = _(
            "It may take %(needed)s GPU-hours, and %(whose)s has %(limit)s a month. "
            "It starts when the budget is raised."
        )
    else:
        words = _(
            "It may take %(needed)s GPU-hours, and of the %(limit)s that %(whose)s has this month %(left)s are left. "
            "The budget renews on %(day)s."
        )
    return words % said


def _storage(shortage: Shortage) -> str:
    words = _(
        "Its results may take %(needed)s, and of the %(limit)s that %(whose)s may keep %(left)s are left. "
        "It starts when results are deleted or the budget is raised."
    )
    return words % {
        "whose": shortage.budget,
        "limit": filesizeformat(shortage.budget.storage_bytes or 0),
        "left": filesizeformat(max(0, shortage.left)),
        "needed": filesizeformat(shortage.needed),
    }
