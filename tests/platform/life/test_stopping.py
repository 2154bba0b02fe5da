"""Before and after something is stopped: the preview by name, what waits is refused, downloads end, freezes hold."""

import time
from collections import deque

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import recruit

from agreements.errors import NotAllowed
from agreements.models import Agreement, Asset, Withdrawal
from agreements.services.freezing import freeze_asset, unfreeze_asset
from agreements.services.suspension import resume_agreement, suspend_agreement
from audit.models import Event
from jobs.wishes import Wishes
from organizations.models import Role
from work.models import Item, State
from work.services.withdrawals import handle_withdrawals


def preview(client, agreement, deed="suspend"):
    return client.get(f"{agreement.get_absolute_url()}{deed}/")


def test_the_page_before_a_suspension_names_what_it_would_break(submit, agreement, steward, client_for):
    first = submit(name="Night shift")
    submit(name="Day shift", wishes=Wishes(after=first))

    page = preview(client_for(steward), agreement)

    told = {effects.title: [effect.name for effect in effects.named] for effects in page.context["broken"]}
    waiting = {"Jobs in line": ["Night shift"], "Jobs that wait for another": ["Day shift"]}
    assert told == waiting | {"Projects": ["Reading the shop floor"]}
    assert "Keep it active" in page.text
    assert not Withdrawal.objects.exists()


def test_the_preview_counts_what_the_reader_may_not_see_and_names_none_of_it(submit, agreement, reviewer, client_for):
    submit(name="Night shift")

    page = preview(client_for(reviewer), agreement)

    assert "Night shift" not in page.text
    assert "Reading the shop floor" not in page.text
    assert page.text.count("1 of other organizations") == 2


def test_the_preview_asks_the_same_few_questions_however_much_would_break(
    submit, agreement, steward, client_for, django_assert_num_queries
):
    client = client_for(steward)
    submit()
    preview(client, agreement)
    with CaptureQueriesContext(connection) as few:
        preview(client, agreement)
    for _ in range(5):
        submit()
    with django_assert_num_queries(len(few)):
        preview(client, agreement)


def test_who_may_not_suspend_gets_no_preview(agreement, partner, stranger, client_for):
    assert preview(client_for(partner), agreement).status_code == 403
    assert preview(client_for(stranger), agreement).status_code == 404
    assert preview(Client(), agreement).status_code == 302


def test_the_api_previews_for_who_may_suspend(submit, agreement, steward, partner, client_for):
    submit(name="Night shift")
    address = f"/api/v1/agreements/{agreement.slug}/consequences/"

    told = client_for(steward).get(address)

    assert [each["name"] for sort in told.json() for each in sort["named"]] == ["Night shift", "Reading the shop floor"]
    assert client_for(partner).get(address).status_code == 403


def test_a_suspension_refuses_what_waits_and_says_by_whom_and_why(submit, agreement, steward, partner, client_for):
    jobs = [submit() for _ in range(3)]

    suspend_agreement(agreement, by=steward, reason="Ethics board review")
    assert handle_withdrawals() == 3

    assert set(Item.objects.values_list("state", flat=True)) == {State.REFUSED}
    page = client_for(partner).get(jobs[0].get_absolute_url()).text
    assert "Tomas Reuter of Halvard Bearings AG suspended it for this reason: Ethics board review" in page
    assert [moved.to_state for moved in jobs[0].item.transitions.all()] == [State.QUEUED, State.REFUSED]
    assert handle_withdrawals() == 0


def test_a_suspension_that_was_resumed_before_anybody_looked_refuses_nothing(submit, agreement, steward):
    submit()

    suspended = suspend_agreement(agreement, by=steward, reason="Ethics board review")
    resume_agreement(suspended, by=steward)

    assert handle_withdrawals() == 0
    assert Item.objects.get().state == State.QUEUED


def test_what_waits_and_rests_on_something_else_stays_in_line(submit, agreement, asset, steward, partner):
    submit()
    Item.objects.update(agreements=[], assets=[])

    suspend_agreement(agreement, by=steward, reason="Ethics board review")

    assert handle_withdrawals() == 0


def test_a_download_in_flight_stops_within_two_seconds(sharing_download, steward, partner, client_for, monkeypatch):
    monkeypatch.setattr("agreements.streaming.PIECE_BYTES", 16)
    agreement, address = sharing_download
    pieces = slowly(client_for(partner).get(address).streaming_content)
    next(pieces)

    suspend_agreement(agreement, by=steward, reason="Ethics board review")
    began = time.monotonic()

    with pytest.raises(NotAllowed):
        deque(pieces, maxlen=0)
    assert time.monotonic() - began < 2
    assert Event.objects.filter(verb="dataset.downloaded").count() == 1
    assert Event.objects.filter(verb="download.refused").count() == 1
    assert client_for(partner).get(address).status_code == 403, "the link is dead"


def slowly(pieces):
    for piece in pieces:
        yield piece
        time.sleep(0.1)


def test_a_download_goes_on_when_something_else_changes(sharing_download, notes, asset, partner, client_for):
    _agreement, address = sharing_download
    pieces = iter(client_for(partner).get(address).streaming_content)
    first = next(pieces)

    Asset.objects.filter(pk=asset.pk).update(openness=Asset.Openness.CLOSED)

    assert len(first + b"".join(pieces)) == notes.files.get(role="original").blob.size


def test_a_dataset_is_downloaded_by_its_own_name_and_by_who_may_only(
    notes, asset, steward, partner, agreement, client_for
):
    address = f"/datasets/{asset.slug}/1/files/original/"

    answer = client_for(steward).get(address)

    assert answer["Content-Disposition"] == 'attachment; filename="notes.csv"'
    assert b"".join(answer.streaming_content).startswith(b"note,fault\n")
    assert client_for(partner).get(address).status_code == 403, "the terms name no download"
    assert client_for(steward).get(f"/datasets/{asset.slug}/1/files/nothing/").status_code == 404


def test_one_act_freezes_an_asset_under_all_agreements(submit, agreement, asset, company, partner, client_for):
    owner = recruit(company, "Petra Vogt", Role.STEWARD)
    submit(name="Night shift")
    client = client_for(owner)
    assert "Night shift" in client.get(f"/datasets/{asset.slug}/freeze/").text

    answer = client.post(
        f"/datasets/{asset.slug}/freeze/", {"reason": "A leak is looked into.", "deed": "freeze"}, follow=True
    )

    assert "Frozen since" in answer.text
    assert "A leak is looked into." in client_for(partner).get(f"/datasets/{asset.slug}/").text
    assert handle_withdrawals() == 1
    assert Item.objects.get().state == State.REFUSED
    with pytest.raises(NotAllowed):
        submit()

    client.post(f"/datasets/{asset.slug}/freeze/", {"reason": "It was none.", "deed": "unfreeze"})
    assert submit().item.state == State.QUEUED
    assert list(Event.objects.filter(verb__startswith="asset.").values_list("verb", flat=True)) == [
        "asset.unfrozen",
        "asset.frozen",
    ]


def test_only_the_owner_freezes(asset, agreement, partner, university_steward, stranger, api_for, client_for):
    for who in (partner, university_steward):
        with pytest.raises(NotAllowed):
            freeze_asset(asset, by=who, reason="Because")
        assert client_for(who).get(f"/datasets/{asset.slug}/freeze/").status_code == 403
    assert (
        api_for(university_steward)
        .post(f"/api/v1/datasets/{asset.slug}/freeze/", {"reason": "x"}, format="json")
        .status_code
        == 403
    )
    Asset.objects.filter(pk=asset.pk).update(openness=Asset.Openness.CLOSED)
    assert client_for(stranger).get(f"/datasets/{asset.slug}/freeze/").status_code == 404


def test_a_freeze_needs_a_reason_and_comes_once(asset, steward, client_for, api_for):
    client, address = client_for(steward), f"/datasets/{asset.slug}/freeze/"

    assert client.post(address, {"reason": " ", "deed": "freeze"}).status_code == 422
    freeze_asset(asset, by=steward, reason="A leak is looked into.")
    again = client.post(address, {"reason": "Twice", "deed": "freeze"}, follow=True)

    assert "is frozen already" in again.text
    unfreeze_asset(Asset.objects.get(pk=asset.pk), by=steward, reason="It was none.")
    assert Asset.objects.get(pk=asset.pk).frozen_at is None


def test_a_suspension_in_the_wrong_state_goes_back_to_the_page(agreement, steward, client_for):
    suspend_agreement(agreement, by=steward, reason="Ethics board review")

    answer = client_for(steward).get(f"{agreement.get_absolute_url()}suspend/", follow=True)

    assert "from there it can" in answer.text
    assert Agreement.objects.get().state == "suspended"
