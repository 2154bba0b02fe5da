"""Telling people: notices written with the deed, read marks, and what people choose to have mailed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from notifications.kinds import kind_of, known
from notifications.models import Mail, MailChoice, Notice

A_DAY = timedelta(days=1)


class Recipient(NamedTuple):
    """A person, and the organization that they are told for."""

    user: int
    organization: int


def publish(kind: str, verb: str, about: models.Model, *, to: Iterable[Recipient], **params: Any) -> int:
    """Tell all recipients of a deed, in the transaction of the deed; how many. Two statements, however many they are.

    Nothing is mailed here: a worker mails what stands in the rows (`Notice.mail`) after they are committed.
    """
    told = kind_of(kind)
    people = sorted(set(to))
    if not people:
        return 0
    assert verb in told.sentences, verb
    chosen = dict(
        MailChoice.objects.filter(kind=kind, user__in={one.user for one in people}).values_list("user", "mail")
    )
    Notice.objects.bulk_create(
        Notice(
            recipient_id=one.user,
            organization_id=one.organization,
            kind=kind,
            verb=verb,
            object_type=about._meta.label_lower,
            object_id=about.pk,
            params=params,
            mail=chosen.get(one.user, told.mail),
        )
        for one in people
    )
    return len(people)


def mark_read(notices: "models.QuerySet[Notice]") -> int:
    """Mark those of these notices that are unread; how many they were."""
    return notices.filter(read_at=None).update(read_at=timezone.now())


def mail_of(user: Any) -> dict[str, str]:
    """When each kind of notice is mailed to a person."""
    chosen = dict(MailChoice.objects.filter(user=user.pk).values_list("kind", "mail"))
    return {kind.code: chosen.get(kind.code, kind.mail) for kind in known()}


def choose_mail(user: Any, choices: Mapping[str, str]) -> None:
    """Keep when a person wants which kind mailed.

    What was not mailed yet follows. What is put off by *never* comes back with another choice, while it is a day old at
    most and unread.
    """
    lately = Q(mail=Mail.NEVER, read_at=None, created_at__gt=timezone.now() - A_DAY)
    with transaction.atomic():
        for kind, mail in choices.items():
            MailChoice.objects.update_or_create(user_id=user.pk, kind=kind, defaults={"mail": Mail(mail)})
            unsent = Notice.objects.filter(recipient=user.pk, kind=kind, posted_at=None)
            unsent.filter(~Q(mail=Mail.NEVER) | lately).update(mail=mail)
