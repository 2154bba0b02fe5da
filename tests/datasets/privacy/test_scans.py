"""A version is kept to its owner until it was looked through and what was found is answered."""

from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from tests.datasets.privacy.conftest import done_by_a_child, fault, note, table

from agreements.errors import NotAllowed
from agreements.policy import decide
from audit.models import Event
from catalog.services import add_dataset, add_dataset_version
from privacy.models import Finding, Scan
from privacy.scan_work import ScanWork
from privacy.services import answer_finding, ask_for_scan, keep_report, scan_here
from work.errors import JobFault
from work.models import Item, State
from work.services.claims import take_work
from work.services.holding import fail
from work.services.queueing import request_cancel

pytestmark = pytest.mark.django_db

NOTHING = {"rows": 30, "findings": [], "looked": [], "unread": [], "stopped": False}


def found(column="contact", kind="email"):
    told = {"column": column, "kind": kind, "rows": 30, "looked": 30, "confidence": 0.98}
    return {**NOTHING, "findings": [told | {"samples": ["a**@c*****.e**"], "countries": []}]}


def may_preview(actor, version):
    return decide(actor, "preview", version.version).allowed


def test_what_comes_in_is_kept_until_it_was_looked_through(patients, steward, partner):
    assert may_preview(steward, patients)
    assert not may_preview(partner, patients)

    keep_report(patients.scan, NOTHING, by=steward)

    assert may_preview(partner, patients)


def test_a_worker_looks_through_it_in_a_child_without_the_site(patients, steward, partner, tmp_path):
    item = done_by_a_child(ScanWork(), tmp_path / "attempt")

    assert (item.state, item.gpus) == (State.SUCCEEDED, 0)
    finding = Finding.objects.get(scan=patients.pk)
    assert (finding.column, finding.kind, finding.rows, finding.looked) == ("contact", "email", 30, 30)
    assert not may_preview(partner, patients)
    assert Event.objects.get(verb="privacy.scanned").data["kinds"] == ["email"]


def test_answers_let_it_go_and_one_that_has_to_be_removed_does_not(patients, steward, partner):
    finding = keep_report(patients.scan, found(), by=steward).findings.get()

    finding = answer_finding(finding, answer="remove", reason="", by=steward)
    assert not may_preview(partner, patients)

    answer_finding(finding, answer="consented", reason="Form 12 of the clinic.", by=steward)
    assert may_preview(partner, patients)
    assert Event.objects.filter(verb="privacy.decided").latest("pk").data["reason"] == "Form 12 of the clinic."


def test_places_alone_keep_nothing_back(patients, steward, partner):
    keep_report(patients.scan, found("note", "place"), by=steward)

    assert may_preview(partner, patients)


def test_personal_data_is_shared_only_with_a_reason(patients, steward, partner):
    finding = keep_report(patients.scan, found(), by=steward).findings.get()

    with pytest.raises(ValidationError, match="the consent, or the law"):
        answer_finding(finding, answer="consented", reason="  ", by=steward)

    assert not may_preview(partner, patients)


def test_nobody_else_answers(patients, steward, partner, signatory_company):
    finding = keep_report(patients.scan, found(), by=steward).findings.get()

    for actor in (partner, signatory_company):
        with pytest.raises(NotAllowed):
            answer_finding(finding, answer="not_personal", reason="", by=actor)


def test_a_later_version_without_it_is_shared_while_the_first_is_kept(patients, steward, partner):
    keep_report(patients.scan, found(), by=steward)

    later = add_dataset_version(patients.dataset, file=table(note, fault), changes="Without contacts.", by=steward)
    assert not may_preview(partner, later)
    keep_report(later.scan, NOTHING, by=steward)

    assert may_preview(partner, later)
    assert not may_preview(partner, patients)


def test_a_search_that_failed_is_asked_for_again(patients, steward):
    with pytest.raises(ValidationError, match="already"):
        ask_for_scan(patients, by=steward)
    fail(take_work("privacy-scan", "w1"), "results_unreadable", {})

    scan = ask_for_scan(patients, by=steward)

    assert take_work("privacy-scan", "w1").item_id == scan.item_id


def test_an_order_that_another_has_replaced_ends_with_a_sentence(patients, steward, partner, tmp_path):
    lease, kind = take_work("privacy-scan", "w1"), ScanWork()
    fail(lease, "memory_exceeded", {"gib": 3.1, "most_gib": 2.0})
    old = Item.objects.get(pk=lease.item_id)
    ask_for_scan(patients, by=steward)

    assert kind.authorize([old])[old.pk].sentences(steward) == ["This is no longer there."]
    assert kind.about(old) == old
    with pytest.raises(JobFault):
        kind.prepare(old, tmp_path)
    assert not may_preview(partner, patients)


def test_a_search_that_was_stopped_keeps_the_version_and_gets_more_time(patients, steward, partner):
    request_cancel(patients.scan.item)
    scan = keep_report(patients.scan, NOTHING | {"stopped": True}, by=steward)
    assert not may_preview(partner, patients)

    again = ask_for_scan(patients, by=steward)
    assert again.seconds == 2 * scan.seconds
    keep_report(again, NOTHING, by=steward)

    assert may_preview(partner, patients)


def test_of_two_answers_at_once_the_second_is_told_of_the_first(patients, steward, partner):
    first = keep_report(patients.scan, found(), by=steward).findings.get()
    second = Finding.objects.get(pk=first.pk)
    answer_finding(first, answer="remove", reason="", by=steward)

    with pytest.raises(ValidationError, match="has answered meanwhile: to be removed"):
        answer_finding(second, answer="not_personal", reason="", by=steward)

    assert not may_preview(partner, patients)


def test_an_answer_to_what_is_found_no_more_is_no_fault_of_the_site(patients, steward):
    seen = keep_report(patients.scan, found(), by=steward).findings.get()
    keep_report(patients.scan, NOTHING, by=steward)

    with pytest.raises(ValidationError, match="found no more"):
        answer_finding(seen, answer="not_personal", reason="", by=steward)


def test_an_answer_while_it_is_looked_through_again_is_kept_and_lets_nothing_go(patients, steward, partner):
    request_cancel(patients.scan.item)
    seen = keep_report(patients.scan, found(), by=steward).findings.get()
    scan = ask_for_scan(patients, by=steward)

    answer_finding(seen, answer="not_personal", reason="", by=steward)
    assert not may_preview(partner, patients)
    keep_report(scan, found(), by=steward)

    assert scan.findings.get().answer == "not_personal"
    assert may_preview(partner, patients)


@pytest.mark.django_db(transaction=True)
def test_answers_of_two_stewards_wait_for_each_other(patients, steward, partner):
    report = {**NOTHING, "findings": [*found()["findings"], *found("note", "phone")["findings"]]}
    contact, note_ = keep_report(patients.scan, report, by=steward).findings.order_by("column")
    answer_finding(contact, answer="not_personal", reason="", by=steward)
    other = Thread(target=_answer_apart, args=(note_, steward))

    with transaction.atomic():
        contact.refresh_from_db()
        answer_finding(contact, answer="remove", reason="", by=steward)
        other.start()
        other.join(0.5)  # what it has not seen by then, it would never see
    other.join()

    assert Finding.objects.get(pk=note_.pk).answer == "not_personal"
    assert not may_preview(partner, patients)


def _answer_apart(finding, steward):
    try:
        answer_finding(finding, answer="not_personal", reason="", by=steward)
    finally:
        connection.close()


def test_an_answer_holds_on_when_it_is_looked_through_again(patients, steward, partner):
    answer_finding(
        keep_report(patients.scan, found(), by=steward).findings.get(), answer="not_personal", reason="", by=steward
    )

    scan = scan_here(patients, by=steward)

    assert scan.findings.get().answer == "not_personal"
    assert may_preview(partner, patients)


def test_where_nothing_is_looked_through_nothing_is_kept(steward, partner):
    version = add_dataset(
        name="Notes", file=table(note, fault), text="note", label="fault", by=steward, openness="members"
    ).latest

    assert not Scan.objects.exists()
    assert may_preview(partner, version)


class TestPage:
    """What was found, and where it is answered."""

    @pytest.fixture
    def address(self, patients):
        return reverse("privacy:version", args=[patients.version.asset.slug, 1])

    def test_findings_are_shown_masked_to_who_may_see_rows(self, address, patients, client_for, steward, partner):
        keep_report(patients.scan, found(), by=steward)

        page = client_for(steward).get(address)

        assert page.status_code == 200
        assert b"This version is not shared" in page.content
        assert "a**@c*****.e**" in page.content.decode()
        assert client_for(partner).get(address).status_code == 403

    def test_nothing_found_is_no_proof(self, address, patients, client_for, steward, partner):
        keep_report(patients.scan, NOTHING, by=steward)

        page = client_for(partner).get(address).content.decode()

        assert "Nothing found by these recognisers" in page
        assert "no personal data" not in page.lower()
        assert "not scanned" in page

    def test_an_answer_is_kept_and_a_wrong_one_is_said_at_its_field(self, address, patients, client_for, steward):
        finding = keep_report(patients.scan, found(), by=steward).findings.get()
        client, there = client_for(steward), f"{address}findings/{finding.uid}/"

        wrong = client.post(there, {"answer": "consented", "reason": ""})
        right = client.post(there, {"answer": "not_personal", "reason": "A test machine."}, follow=True)

        assert wrong.status_code == 422
        assert "the law that allows it" in wrong.content.decode()
        assert "Every finding is answered" in right.content.decode()

    def test_several_are_answered_at_once_all_or_none(self, address, patients, client_for, steward, partner):
        both = found()["findings"] + found("phone", "phone")["findings"]
        scan = keep_report(patients.scan, {**NOTHING, "findings": both}, by=steward)
        client, there = client_for(steward), f"{address}findings/"
        told = {"findings": [str(each.uid) for each in scan.findings.all()], "answer": "consented"}

        assert "Answer several at once" in client.get(address).text
        wrong = client.post(there, told)
        assert (wrong.status_code, scan.findings.filter(answer="").count()) == (422, 2)
        assert "the law that allows it" in wrong.text
        assert client.post(there, {**told, "findings": []}).status_code == 422
        right = client.post(there, {**told, "reason": "Consent of 2025."}, follow=True)

        assert "Every finding is answered" in right.text
        assert may_preview(partner, patients)
        assert client.post(there, {**told, "reason": "Once more."}).status_code == 422

    def test_the_api_tells_and_takes_the_same(self, patients, api_for, client_for, steward, partner):
        keep_report(patients.scan, found(), by=steward)
        there = f"/api/v1/datasets/{patients.version.asset.slug}/versions/1/findings/"
        client = client_for(steward)

        told = client.get(there).json()
        answer = f"{there}{told['findings'][0]['uid']}/answer/"
        faulty = client.post(answer, {"answer": "consented"}, content_type="application/json")
        kept = client.post(answer, {"answer": "not_personal"}, content_type="application/json")

        assert (told["standing"], told["findings"][0]["samples"]) == ("open", ["a**@c*****.e**"])
        assert (faulty.status_code, faulty.json()["errors"][0]["field"]) == (400, "reason")
        assert kept.json()["answered_by"] == "Tomas Reuter"
        assert client.get(there).json()["standing"] == "answered"
        assert may_preview(partner, patients)
        assert client_for(partner).get(there).status_code == 403
        assert api_for(steward).get(there).status_code == 403, "no token may"

    def test_a_search_that_ended_early_says_why_and_offers_another(self, address, patients, client_for, steward):
        request_cancel(patients.scan.item)

        page = client_for(steward).get(address).content.decode()

        assert "It was cancelled." in page
        assert "Look again" in page

    def test_the_dataset_says_that_a_version_is_not_shared_yet(self, patients, client_for, steward, partner):
        told = client_for(steward).get(patients.dataset.get_absolute_url()).content.decode()
        refused = client_for(partner).get(patients.dataset.get_absolute_url()).content.decode()

        assert "This version is not shared yet" in told
        assert "is kept to Halvard Bearings AG until personal data" in refused
        assert ">leak<" in told
        assert ">leak<" not in refused

    def test_the_api_keeps_labels_back_as_long_as_rows(self, patients, api_for, steward, partner):
        there = f"/api/v1/datasets/{patients.version.asset.slug}/"

        def classes(actor):
            return api_for(actor).get(there).json()["versions"][0]["classes"]

        assert classes(steward) == {"leak": 15, "wear": 15}
        assert classes(partner) == {}
        keep_report(patients.scan, NOTHING, by=steward)
        assert classes(partner) == {"leak": 15, "wear": 15}
