"""Notices by e-mail: at once, once a day, or never; from a worker, after the deed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import with_proved_address

from agreements.noticing.mailing import post_notices
from agreements.services.suspension import resume_agreement, suspend_agreement
from notifications.models import Notice
from notifications.services import choose_mail


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
