"""Notices by e-mail: a worker takes what is due, and writes each person one mail for each organization."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts.addresses import proved_addresses
from accounts.models import User
from agreements.noticing.reading import told_all
from notifications.models import Mail, Notice
from organizations.actor import Actor
from organizations.models import Organization

logger = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
AT_A_TIME = 500


def post_notices() -> int:
    """Mail what is due; how many mails. Two workers never take the same notice.

    What is wanted at once goes at once. What is wanted daily goes together, a day after the first of it was written.
    What was read meanwhile is left out, and so is what goes to an address that nobody proved.
    """
    sent = 0
    for (user, organization), notices in _by_reader(_take_due()).items():
        reader = Actor.of(User.objects.get(pk=user), Organization.objects.filter(pk=organization).first())
        if reader.user.email.lower() not in proved_addresses(reader.user):
            continue
        try:
            _send(notices, reader)
        except (SMTPException, OSError):
            logger.exception("Notices could not be mailed; it is tried again.")
            Notice.objects.filter(pk__in=[one.pk for one in notices]).update(posted_at=None)
        else:
            sent += 1
    return sent


def _take_due() -> list[Notice]:
    """The unread ones that are due; they count as posted from now on, together with those that were read before."""
    waiting = Notice.objects.waiting_for_mail()
    old = waiting.filter(recipient=OuterRef("recipient"), mail=Mail.DAILY, created_at__lte=timezone.now() - A_DAY)
    with transaction.atomic():
        due = waiting.filter(Q(mail=Mail.NOW) | Exists(old)).order_by("recipient", "id")
        taken = list(due.select_for_update(skip_locked=True, of=("self",))[:AT_A_TIME])
        Notice.objects.filter(pk__in=[one.pk for one in taken]).update(posted_at=timezone.now())
    return [one for one in taken if one.read_at is None]


def _by_reader(notices: Iterable[Notice]) -> dict[tuple[int, int], list[Notice]]:
    found = defaultdict(list)
    for one in notices:
        found[one.recipient_id, one.organization_id].append(one)
    return found


def _send(notices: Sequence[Notice], reader: Actor) -> None:
    with translation.override(reader.user.language or settings.LANGUAGE_CODE):
        told = [one for one in told_all(notices, reader) if one.url]
        if not told:
            return
        subject = ngettext("Entente: %(count)s notice", "Entente: %(count)s notices", len(told)) % {"count": len(told)}
        if len(told) == 1:
            subject = f"Entente: {told[0].sentence}"
        site = settings.SITE_URL.rstrip("/")
        text = render_to_string("notices/mail/notices.txt", {"told": told, "site": site, "reader": reader})
        send_mail(" ".join(subject.split())[:200], text, None, [reader.user.email])
