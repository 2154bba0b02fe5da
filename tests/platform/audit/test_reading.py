"""Who reads what of the audit, and how: pages, filters, search, files, API."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import owner_of, recruit

from agreements.auditing.filters import AuditFilter
from agreements.policy import NotAllowed, visible
from agreements.services.suspension import suspend_agreement
from audit.models import Event
from audit.services import record
from catalog.services import preview_rows
from organizations.models import Role


@pytest.fixture
def auditor(company):
    return recruit(company, "Anke Vogel", Role.AUDITOR)


def seen_by(actor):
    return visible(actor, Event.objects.all(), "discover")


def test_a_researcher_reads_their_own_and_no_others_of_their_organization(client_for, university, partner):
    other = recruit(university, "Arne Dahl", Role.RESEARCHER)
    record(other, "dataset.previewed", None, note="of somebody else")
    record(partner, "dataset.previewed", None)

    page = client_for(partner).get("/audit/")
    assert page.status_code == 200
    assert {one.event.actor_name for one in page.context["told"]} == {"Wen Jiahui"}


def test_an_auditor_reads_everything_of_the_organization_and_nothing_of_another(client_for, auditor, partner, steward):
    record(steward, "dataset.previewed", None)
    record(partner, "dataset.previewed", None)

    told = client_for(auditor).get("/audit/").context["told"]
    assert {"Tomas Reuter"} <= {one.event.actor_name for one in told}
    assert {one.event.organization_name for one in told} == {"Halvard Bearings AG"}


def test_the_parties_read_what_concerns_their_agreement_and_a_stranger_does_not(
    client_for, agreement, submit, steward, stranger
):
    submit()
    told = client_for(steward).get("/audit/", {"about": agreement.uid}).context["told"]
    assert [one.event.verb for one in told][:1] == ["job.submitted"]
    assert {"agreement.signed", "agreement.activated"} <= {one.event.verb for one in told}

    page = client_for(stranger).get("/audit/", {"about": agreement.uid})
    assert page.context["told"] == []
    assert agreement.title not in page.content.decode()


def test_a_draft_is_not_told_to_the_other_party(client_for, agreement, university_steward, steward):
    record(steward, "agreement.drafted", agreement)
    assert seen_by(university_steward).filter(concerns__contains=[agreement.uid]).exists()

    type(agreement).objects.filter(pk=agreement.pk).update(state="draft")
    theirs = seen_by(university_steward).exclude(organization_id=university_steward.organization.pk)
    assert not theirs.filter(concerns__contains=[agreement.uid]).exists()


def test_staff_read_who_signed_in_and_others_do_not(client_for, operator, partner, stranger):
    client_for(partner)
    staff = owner_of(operator)

    verbs = [one.event.verb for one in client_for(staff).get("/audit/", {"scope": "platform"}).context["told"]]
    assert "sign_in.done" in verbs
    assert not seen_by(stranger).filter(verb="sign_in.done", actor_user_id=partner.user.pk).exists()


def test_a_name_that_the_reader_may_not_know_is_not_told(client_for, agreement, steward, partner, base):
    secret = base.version.asset
    type(secret).objects.filter(pk=secret.pk).update(openness="closed")
    record(partner, "model.published", secret, about=[agreement])

    page = client_for(steward).get("/audit/", {"about": agreement.uid})
    assert page.context["told"][0].name == "a dataset or model"
    assert secret.name not in page.content.decode()


def test_filters_and_search_narrow_what_is_shown(client_for, steward, agreement):
    suspend_agreement(agreement, by=steward, reason="Ethics board review")
    client = client_for(steward)

    def found(**asked):
        return [one.event.verb for one in client.get("/audit/", asked).context["told"]]

    assert found(verb="agreement.suspended") == ["agreement.suspended"]
    assert set(found(kind="agreements.agreement")) >= {"agreement.suspended", "agreement.drafted"}
    assert "agreement.suspended" in found(q="tomas mainten")
    assert found(q="nobody") == []
    assert "agreement.signed" in found(person="Keller")
    assert "agreement.suspended" not in found(person="Keller")
    today = timezone.localdate()
    assert found(since=today - timedelta(days=1), until=today)
    assert found(until=today - timedelta(days=1)) == found(since=today + timedelta(days=1)) == []


def test_refusals_alone(client_for, steward, partner, notes):
    with pytest.raises(NotAllowed):
        preview_rows(notes, by=partner)

    told = client_for(partner).get("/audit/", {"refused": "on"}).context["told"]
    assert [(one.event.verb, bool(one.why)) for one in told] == [("preview.refused", True)]


def test_what_cannot_be_read_is_said_and_not_a_fault(client_for, auditor):
    page = client_for(auditor).get("/audit/", {"since": "yesterday", "before": "x", "verb": "nothing", "about": "1"})

    assert page.status_code == 422
    assert client_for(auditor).get("/audit/", {"until": "9999-12-31", "since": "0001-01-01"}).status_code == 200


def test_pages_lead_to_older_and_newer_ones_without_gaps(client_for, auditor, steward):
    for number in range(120):
        record(steward, "dataset.previewed", None, number=number)
    client = client_for(auditor)

    first = client.get("/audit/", {"verb": "dataset.previewed"})
    second = client.get(f"/audit/?{first.context['older']}")
    third = client.get(f"/audit/?{second.context['older']}")
    back = client.get(f"/audit/?{third.context['newer']}")

    numbers = [one.event.data["number"] for page in (first, second, third) for one in page.context["told"]]
    assert numbers == list(range(119, -1, -1))
    assert [one.event for one in back.context["told"]] == [one.event for one in second.context["told"]]
    assert third.context["older"] is None


def test_a_page_asks_the_same_number_of_questions_however_many_events(
    client_for, auditor, steward, django_assert_max_num_queries
):
    client = client_for(auditor)
    client.get("/audit/")
    for number in range(40):
        record(steward, "dataset.previewed", steward.organization, number=number)

    with django_assert_max_num_queries(20):
        client.get("/audit/")


def test_a_spreadsheet_runs_nothing_of_the_file(client_for, auditor, steward):
    steward.user.name = '=HYPERLINK("https://evil.example")'
    for reason in ("+1", "-1", "@SUM(A1)", "\tx", "\rx"):
        record(steward, "dataset.previewed", None, reason=reason)

    answer = client_for(auditor).get("/audit/export/", {"format": "csv", "verb": "dataset.previewed"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert len(rows) == 5
    assert {row["person"][:2] for row in rows} == {"'="}
    assert all(row["why"].startswith("'") for row in rows)
    assert Event.objects.get(verb="audit.exported").data["format"] == "csv"


def test_json_lines_hold_the_same_events(client_for, auditor, steward):
    record(steward, "dataset.previewed", None)

    answer = client_for(auditor).get("/audit/export/", {"format": "jsonl", "verb": "dataset.previewed"})
    rows = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [(row["person"], row["deed"]) for row in rows] == [("Tomas Reuter", "looked at rows of a dataset")]
    assert client_for(auditor).get("/audit/export/", {"format": "xls"}).status_code == 404


def test_the_api_lists_the_same_with_the_same_filters(api_for, auditor, steward, university_steward):
    record(steward, "dataset.previewed", None)
    api = api_for(auditor)

    answer = api.get("/api/v1/audit/", {"verb": "dataset.previewed"}).json()
    assert [(one["person"], one["verb"]) for one in answer["results"]] == [("Tomas Reuter", "dataset.previewed")]
    assert api.get("/api/v1/audit/", {"since": "yesterday"}).status_code == 400
    theirs = api_for(university_steward).get("/api/v1/audit/").json()
    assert "Tomas Reuter" not in {one["person"] for one in theirs["results"]}


def test_a_program_takes_the_same_files(api_for, auditor, steward):
    record(steward, "dataset.previewed", None)
    api, asked = api_for(auditor), {"verb": "dataset.previewed"}

    lines = b"".join(api.get("/api/v1/audit/export.jsonl", asked).streaming_content).splitlines()
    table = b"".join(api.get("/api/v1/audit/export.csv", asked).streaming_content).decode()

    assert [json.loads(line)["person"] for line in lines] == ["Tomas Reuter"]
    assert [row["verb"] for row in csv.DictReader(io.StringIO(table))] == ["dataset.previewed"]
    assert api.get("/api/v1/audit/export.csv", {"since": "yesterday"}).status_code == 400


def test_the_page_of_an_agreement_shows_what_happened(client_for, agreement, steward):
    page = client_for(steward).get(agreement.get_absolute_url()).content.decode()

    assert "What happened" in page
    assert f"/audit/?about={agreement.uid}" in page


@pytest.mark.heavy
def test_a_page_costs_the_same_however_long_the_record(tamper, auditor, company, agreement):
    """Every list is read from an index in its own order: nothing is sorted, and few rows are read."""
    tamper(
        "INSERT INTO audit_event (uid, at, actor_user_id, actor_name, organization_id, organization_name, verb, "
        "object_type, object_id, object_name, data, concerns, owners) "
        "SELECT uuidv7(make_interval(secs => n - 300000)), now(), n %% 50, 'Person', %s, '', 'dataset.previewed', "
        "'', '', '', '{}', ARRAY[%s]::uuid[], '{}' FROM generate_series(1, 300000) n",
        company.pk,
        str(agreement.uid),
    )
    tamper(
        "INSERT INTO audit_concern SELECT concerns[1], uid FROM audit_event WHERE concerns <> '{}' "
        "ON CONFLICT DO NOTHING"
    )
    tamper("ANALYZE audit_event, audit_concern")

    for asked in ({}, {"verb": "dataset.previewed"}, {"about": str(agreement.uid)}):
        for deep in (0, 250_000):
            form = AuditFilter(asked, reader=auditor)
            if deep:
                form.cleaned_data["before"] = form.rows()[deep].uid
            plan = form.rows()[:51].explain(analyze=True)
            assert "Sort" not in plan, plan
            assert float(plan.rsplit("Execution Time: ")[1].split()[0]) < 50, plan
