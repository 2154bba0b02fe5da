"""Risks, differences of interest and decisions: on their pages and in the API, told to the other side, and kept."""

import pytest
from django.db import DatabaseError, transaction

from agreements.errors import NotAllowed
from collaborations.models import Decision, Risk
from collaborations.services.records import raise_risk, settle_risk
from notifications.models import Notice


@pytest.fixture
def risk(project, partner):
    return raise_risk(project, kind="interest", words="Who publishes first?", by=partner)


def told_to(who):
    return list(Notice.objects.to(who).filter(verb__regex="^(risk|decision)").values_list("verb", flat=True))


def test_a_difference_of_interest_is_settled_by_the_other_side_once(
    project, risk, partner, steward, university_steward, stranger, client_for
):
    page = f"{project.get_absolute_url()}risks/"
    assert told_to(steward) == ["risk.raised"]
    assert told_to(partner) == []

    answer = client_for(steward).post(f"{page}{risk.uid}/settle/", {"resolution": " "}, follow=True)
    assert "Write how it was settled" in answer.content.decode()
    client_for(steward).post(f"{page}{risk.uid}/settle/", {"resolution": "Both sign it."})
    again = client_for(steward).post(f"{page}{risk.uid}/settle/", {"resolution": "Never."}, follow=True)
    assert "is settled already" in again.content.decode()
    read = client_for(university_steward).get(page).content.decode()
    assert all(words in read for words in ("Who publishes first?", "Both sign it.", steward.user.name))
    assert client_for(university_steward).post(page, {"kind": "risk", "words": "No."}).status_code == 403
    with pytest.raises(NotAllowed):
        settle_risk(risk, resolution="Never.", by=university_steward)
    assert client_for(stranger).get(page).status_code == 404


def test_a_decision_is_recorded_and_never_changed(project, partner, steward, client_for):
    page = f"{project.get_absolute_url()}decisions/"
    early = client_for(partner).post(page, {"words": "We stop at 90 %.", "decided_on": "2999-01-01"})
    assert early.status_code == 422
    assert "This day is to come" in early.content.decode()
    client_for(partner).post(page, {"words": "We stop at 90 %.", "reason": "It pays.", "decided_on": "2026-01-05"})
    decision = Decision.objects.get()
    assert told_to(steward) == ["decision.recorded"]
    read = client_for(steward).get(page).content.decode()
    assert all(words in read for words in ("We stop at 90 %.", "It pays.", partner.user.name))

    for change in (lambda: Decision.objects.update(words="We go on."), decision.delete):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            change()


def test_the_api_raises_settles_and_records(project, partner, api_for):
    api, place = api_for(partner), f"/api/v1{project.get_absolute_url()}"
    raised = api.post(f"{place}risks/", {"kind": "risk", "words": "Too few notes."}, format="json")
    settled = api.post(f"{raised['Location']}settle/", {"resolution": "More came."}, format="json").json()
    assert (settled["resolution"], settled["settled_for"]) == ("More came.", partner.organization.slug)
    assert api.post(f"{raised['Location']}settle/", {"resolution": "Again."}, format="json").status_code == 400
    assert api.post(f"{place}risks/", {"kind": "whim", "words": "x"}, format="json").status_code == 400
    assert Risk.objects.count() == 1

    made = api.post(f"{place}decisions/", {"words": "We begin.", "decided_on": "2026-01-05"}, format="json")
    assert api.get(made["Location"]).json()["words"] == "We begin."
    assert api.get(f"{place}decisions/").json()["count"] == 1
