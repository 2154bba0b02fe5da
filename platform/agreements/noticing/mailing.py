"""Notices by e-mail: a worker writes each person one mail for each organization, of what is due."""

import logging
from collections.abc import Sequence
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts.addresses import proved_addresses
from accounts.models import User
from agreements.noticing.reading import told_all
from notifications.models import Mail, Notice
from notifications.services import A_DAY
from organizations.actor import Actor
from organizations.models import Organization

logger = logging.getLogger(__name__)

OF_ONE_MAIL = (SMTPResponseException, SMTPRecipientsRefused)
AN_HOUR = 3600
POSTING = 1  # the first of the two numbers of an advisory lock; the second is the person


def post_notices() -> int:
    """Mail what is due; how many mails.

    What is wanted at once goes at once. What is wanted daily goes together, a day after the first of it was written.
    What was read meanwhile is left out, and so is what goes to an address that nobody proved. A notice counts as posted
    once the mail server has taken it: until then it waits, whatever fails.
    """
    Notice.objects.waiting_for_mail().exclude(read_at=None).update(posted_at=timezone.now())
    due = list(_due_since(timezone.now() - A_DAY).order_by().values_list("recipient", "organization_id").distinct())
    sent = 0
    if not due:
        return sent
    try:
        with get_connection() as server:
            for person, organization in due:
                sent += _post_or_log(person, organization, server)
    except OSError:  # the server is away, for everybody
        logger.exception("Notices could not be mailed; it is tried again.")
    return sent


def _post_or_log(person: int, organization: int, server: Any) -> bool:
    """One mail, if need be. What can't be told to one, or the server does not take, keeps nobody else from theirs.

    It is tried again, by this process once in an hour.
    """
    refused = f"mail-refused:{person}:{organization}"
    if caches["process"].get(refused):
        return False
    try:
        return _post(person, organization, server)
    except Exception as fault:
        if isinstance(fault, OSError | DatabaseError) and not isinstance(fault, OF_ONE_MAIL):
            raise
        logger.exception("The notices of person %s could not be mailed; it is tried again in an hour.", person)
        caches["process"].set(refused, True, AN_HOUR)
    return False


@transaction.atomic
def _post(person: int, organization: int, server: Any) -> bool:
    if not _is_alone_with(person):
        return False
    notices = _due_to(person, organization)
    reader = Actor.of(User.objects.get(pk=person), Organization.objects.filter(pk=organization).first())
    reachable = reader.organization is not None and reader.user.email.lower() in proved_addresses(reader.user)
    mailed = reachable and _send(notices, reader, server)
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(posted_at=timezone.now())
    return mailed


def _is_alone_with(person: int) -> bool:
    """Whether no other worker writes to this person; none does until the transaction ends.

    The notices themselves are not locked, so that their reader can mark them while the mail server is slow.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [POSTING, person % 2**31])
        return bool(cursor.fetchone()[0])


def _due_since(day_ago: datetime) -> Any:
    """Unread ones that are wanted at once, and those wanted daily that are a day old."""
    due = Q(mail=Mail.NOW) | Q(mail=Mail.DAILY, created_at__lte=day_ago)
    return Notice.objects.waiting_for_mail().unread().filter(due)


def _due_to(person: int, organization: int) -> list[Notice]:
    """What one mail tells: when the first of what is wanted daily is a day old, the rest of it comes along."""
    day_ago = timezone.now() - A_DAY
    mine = {"recipient": person, "organization_id": organization}
    due = _due_since(day_ago).filter(**mine)
    if due.filter(mail=Mail.DAILY).exists():
        due = Notice.objects.waiting_for_mail().unread().filter(**mine)
    return list(due.order_by("id"))


def _send(notices: Sequence[Notice], reader: Actor, server: Any) -> bool:
    """Whether there was anything to tell."""
    with translation.override(reader.user.language or settings.LANGUAGE_CODE):
        told = [one for one in told_all(notices, reader) if one.url]
        if not told:
            return False
        subject = ngettext("Entente: %(count)s notice", "Entente: %(count)s notices", len(told)) % {"count": len(told)}
        if len(told) == 1:
            subject = f"Entente: {told[0].sentence}"
        site = settings.SITE_URL.rstrip("/")
        text = render_to_string("notices/mail/notices.txt", {"told": told, "site": site, "reader": reader})
        mail = EmailMessage(" ".join(subject.split())[:200], text, None, [reader.user.email], connection=server)
        for one in told:
            if one.kind.attaches:
                mail.attach(*one.kind.attaches(one.thing, one.notice.verb, reader))
        return bool(mail.send())
