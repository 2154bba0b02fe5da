"""Notices by e-mail: at once, once a day, or never; from a worker, after the deed."""

import threading
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone
from tests.cast import with_proved_address

from agreements.noticing.mailing import post_notices
from agreements.services.suspension import resume_agreement, suspend_agreement
from notifications.models import Notice
from notifications.services import choose_mail


class Crashing(EmailBackend):
    """Its worker is killed while it writes to the server."""

    def send_messages(self, messages):
        raise KeyboardInterrupt


class Choosy(EmailBackend):
    """A server that refuses one address, and counts how often."""

    refused = 0

    def send_messages(self, messages):
        if "wen@" in messages[0].to[0]:
            type(self).refused += 1
            raise SMTPRecipientsRefused({})
        return super().send_messages(messages)


class Slow(EmailBackend):
    """A server that takes a mail only once `go_on` is set."""

    reached, go_on = threading.Event(), threading.Event()

    def send_messages(self, messages):
        self.reached.set()
        assert self.go_on.wait(10)
        return super().send_messages(messages)


@pytest.fixture
def reader(partner, settings):
    """A researcher whose address is confirmed."""
    settings.SITE_URL = "https://entente.example/"
    return with_proved_address(partner)


@pytest.fixture
def suspended(agreement, reader, steward):
    Notice.objects.all().delete()
    return suspend_agreement(agreement, by=steward, reason="Clause 4 was not kept.")


def test_what_is_wanted_at_once_is_mailed_once_in_the_readers_language(suspended, reader, mailoutbox):
    reader.user.language = "zh-hans"
    reader.user.save()
    assert mailoutbox == []  # the deed itself mails nothing

    assert post_notices() == 1
    assert post_notices() == 0

    [mail] = mailoutbox
    assert mail.to == [reader.user.email]
    assert str(suspended) in mail.subject
    assert "Clause 4 was not kept." in mail.body
    assert f"https://entente.example{suspended.get_absolute_url()}" in mail.body


def test_what_is_wanted_daily_comes_together_a_day_later(suspended, reader, steward, mailoutbox):
    choose_mail(reader.user, {"standing": "daily"})
    resume_agreement(suspended, by=steward)
    post_notices()
    assert mailoutbox == []

    Notice.objects.to(reader).filter(verb="agreement.suspended").update(created_at=timezone.now() - timedelta(hours=25))
    post_notices()

    [mail] = mailoutbox
    assert "has suspended" in mail.body
    assert "has resumed" in mail.body


def test_what_is_not_wanted_was_read_or_goes_to_an_unproved_address_is_not_mailed(
    suspended, reader, university_steward, mailoutbox
):
    Notice.objects.to(reader).update(read_at=timezone.now())
    assert Notice.objects.to(university_steward).exists()  # whose address nobody proved

    post_notices()
    choose_mail(reader.user, {"standing": ""})

    assert mailoutbox == []
    assert not Notice.objects.waiting_for_mail().exists()


def test_what_the_reader_may_no_longer_know_of_is_not_mailed(suspended, reader, stranger, mailoutbox):
    suspended.parties.filter(organization=reader.organization).update(organization=stranger.organization)

    post_notices()

    assert mailoutbox == []


def test_a_mail_server_that_is_away_costs_no_notice(suspended, reader, settings, mailoutbox):
    there = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # where nobody listens
    post_notices()

    settings.EMAIL_BACKEND = there
    post_notices()

    assert len(mailoutbox) == 1


def test_a_worker_that_is_killed_while_it_mails_loses_nothing(suspended, reader, settings, mailoutbox):
    there = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Crashing"
    with pytest.raises(KeyboardInterrupt):
        post_notices()

    settings.EMAIL_BACKEND = there
    post_notices()

    assert len(mailoutbox) == 1


def test_an_address_that_the_server_refuses_keeps_nobody_else_from_theirs(
    suspended, reader, university_steward, settings, mailoutbox
):
    with_proved_address(university_steward)
    settings.EMAIL_BACKEND = f"{__name__}.Choosy"

    post_notices()
    post_notices()

    assert Choosy.refused == 1  # within the hour
    assert [mail.to for mail in mailoutbox] == [[university_steward.user.email]]
    assert Notice.objects.to(reader).waiting_for_mail().exists()


def test_what_was_read_does_not_hurry_the_rest_of_a_day(suspended, reader, steward, mailoutbox):
    choose_mail(reader.user, {"standing": "daily"})
    resume_agreement(suspended, by=steward)
    old = Notice.objects.to(reader).filter(verb="agreement.suspended")
    old.update(created_at=timezone.now() - timedelta(hours=25), read_at=timezone.now())

    post_notices()

    assert mailoutbox == []
    assert Notice.objects.to(reader).waiting_for_mail().get().verb == "agreement.resumed"


def test_what_was_not_sent_follows_each_choice(suspended, reader, mailoutbox):
    for choice in ("daily", "", "now"):
        choose_mail(reader.user, {"standing": choice})

    post_notices()

    assert len(mailoutbox) == 1


def test_who_acts_no_longer_for_the_organization_gets_no_mail_of_it(suspended, reader, mailoutbox):
    reader.user.memberships.all().delete()

    assert post_notices() == 0
    assert mailoutbox == []


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(suspended, reader, settings, mailoutbox):
    settings.EMAIL_BACKEND = f"{__name__}.Slow"

    def post():
        post_notices()
        connection.close()

    first = threading.Thread(target=post)
    first.start()
    assert Slow.reached.wait(10)
    assert post_notices() == 0  # the other is at it
    Notice.objects.to(reader).update(read_at=timezone.now())  # and the reader need not wait for the server
    Slow.go_on.set()
    first.join(10)

    assert len(mailoutbox) == 1
