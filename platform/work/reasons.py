"""The queue's own reasons for a state, in words; a kind of work adds its own."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.pages.words_given import words_given
from agreements.policy import Reason
from organizations.actor import Actor

WORDS = {
    "worker_lost": _("The worker %(worker)s was lost while it worked on this (loss %(faults)s)."),
    "worker_fault": _("The worker %(worker)s met an error of its own (loss %(faults)s)."),
    "child_crashed": _("The process that did the work died on %(worker)s (loss %(faults)s)."),
    "gang_lost": _("One of the processes on several workers was lost (loss %(faults)s; the first was on %(worker)s)."),
    "gang_left": _("A worker that did this together with %(worker)s was shut down."),
    "disk_full": _("The disk of the worker %(worker)s was full (loss %(faults)s)."),
    "other_site": _("It may be computed only at %(sites)s by now, and %(worker)s is elsewhere."),
    "settings_outdated": _("Its settings are no longer right for a job that starts now. Start again from them."),
    "retried": _("A person had it tried again."),
    "worker_left": _("The worker %(worker)s was shut down and gave this back."),
}

UNFIT = {
    "worker_older": _("It is older than the site: it does not know %(migration)s. Install the site's release on it."),
    "worker_newer": _("It is newer than the site: %(migration)s is not applied. Run `migrate` on the site."),
    "organization_unknown": _(
        "`WORK_ORGANIZATION` is %(slug)s, and no organization has this address. Set it to one's, or leave it out."
    ),
    "clock_off": _("Its clock is %(seconds)s s off the database's. Set it, by NTP for instance."),
}


def why_unfit(reason: dict[str, Any]) -> str:
    """Why a worker takes no work, in a sentence; empty when it does."""
    return str(UNFIT[reason["code"]]) % reason["params"] if reason else ""


def sentences(reason: dict[str, Any], actor: Actor) -> list[str]:
    """`reason` as `actor` may read it; empty when it is none of the queue's own."""
    if reason.get("code") == "policy":
        said = [Reason.from_json(stored) for stored in reason["params"]["reasons"]]
        return list(dict.fromkeys([one.sentence(actor) for one in said])) + words_given(said, actor)
    words = WORDS.get(reason.get("code", ""))
    return [str(words) % reason["params"]] if words else []
