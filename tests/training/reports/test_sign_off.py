"""A report is talked about, signed off by every party, and taken along; what was signed never changes."""

import io
import json

import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Event
from engine.digests import object_digest
from reports.models import Comment, Review


@pytest.fixture
def address(reported):
    return reverse("reports:report", args=[reported.uid])


def review(client, address, verdict="signed_off", **fields):
    sha256 = client.get(address).context["talk"]["sha256"]
    return client.post(f"{address}review/", {"sha256": sha256, "verdict": verdict, **fields}, follow=True)


def test_partners_talk_about_a_part_of_the_report_and_a_stranger_does_not(
    client_for, api_for, partner, steward, stranger, address
):
    client_for(partner).post(f"{address}comments/", {"part": "slices", "text": "Weak in Chinese: why?"})
    first = Comment.objects.get()
    client_for(steward).post(f"{address}comments/", {"answers": str(first.uid), "text": "Few rows."})

    page = client_for(partner).get(address).content.decode()
    talk = page[page.index('id="talk"') :]
    assert '<a href="#slices">Where it is weaker</a>' in talk
    assert talk.index("Weak in Chinese: why?") < talk.index("Few rows.")
    assert Comment.objects.last().answers == first
    assert _place_told(api_for(steward)) == f"{address}#slices"
    assert client_for(stranger).post(f"{address}comments/", {"text": "Hm."}).status_code == 404
    assert client_for(partner).post(f"{address}comments/", {"text": " "}).status_code == 422


def _place_told(api):
    """Where the newest notice about reports leads to."""
    return api.get("/api/v1/notices/?kind=report").json()["results"][0]["page"]


def test_a_report_that_all_parties_signed_off_never_changes(client_for, api_for, partner, steward, reported, address):
    asked = review(client_for(steward), address, "changes_requested", words="Say why it is weak.")
    assert _place_told(api_for(partner)) == f"{address}#sign-off"
    assert "asks for changes: Say why it is weak." in asked.content.decode()
    assert review(client_for(steward), address, "changes_requested").status_code == 422

    one = review(client_for(partner), address).content.decode()
    assert "for Nordhaven University" in one
    assert "Waits for a signature" in one
    both = review(client_for(steward), address).content.decode()
    assert "Every party has signed it off: it never changes." in both
    assert "Sign off</button>" not in both

    late = client_for(partner).post(f"{address}comments/", {"text": "Oh."}, follow=True)
    assert "does not change any more" in late.content.decode()
    reported.result.results["verdict"] = "worse"
    for change in (
        reported.result.save,
        lambda: type(reported).objects.filter(pk=reported.pk).update(name="Another"),
        lambda: Review.objects.update(words="I did not."),
        Review.objects.all().delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_sign_off_is_of_the_report_that_was_read_by_who_works_on_it(
    client_for, partner, signatory_university, address, monkeypatch
):
    assert "Sign off</button>" not in client_for(signatory_university).get(address).content.decode()
    assert review(client_for(signatory_university), address).status_code == 403

    stale = client_for(partner).post(f"{address}review/", {"sha256": "0" * 64, "verdict": "signed_off"})
    assert stale.status_code == 422
    assert "This is not the report that you have read" in stale.content.decode()

    review(client_for(partner), address)
    monkeypatch.setattr("reports.page.digest_of", lambda _job: "0" * 64)  # changed behind the site's back
    assert "its digest is another" in client_for(partner).get(address).content.decode()


def test_the_report_leaves_in_four_forms_each_under_the_policy(client_for, partner, steward, stranger, address):
    review(client_for(steward), address)

    def taken(form, who):
        return b"".join(client_for(who).get(f"{address}report.{form}"))

    told = json.loads(taken("json", partner))
    assert told["sha256"] == object_digest(told["report"]) == told["reviews"][0]["sha256"]
    assert {each["text"] for each in told["worst_mistakes"]} == {None}
    assert "contender,tuned,accuracy,0.9333,0.8944,0.9667,180," in taken("csv", partner).decode()
    page = taken("html", partner).decode()
    assert "<b>93.3\u00a0%</b> of rows it has never seen" in page
    assert "<script" not in page
    assert "<form" not in page
    assert "stylesheet" not in page
    assert 'href="/' not in page
    assert "@layer components {" in page
    pages = pypdfium2.PdfDocument(io.BytesIO(taken("pdf", partner)))
    printed = "".join("".join(page.get_textpage().get_text_range() for page in pages).split())
    assert "93.3%" in printed
    assert "lubrication" in printed
    assert "[U+" not in printed, "each character is in the fonts"
    assert "NordhavenUniversityhasnotsignedoff." in printed
    for form in ("json", "csv", "html", "pdf"):
        assert client_for(stranger).get(f"{address}report.{form}").status_code == 404
    assert Event.objects.filter(verb="report.exported").count() == 4


def test_the_api_does_what_the_page_does(api_for, client_for, partner, steward, stranger, reported):
    address = f"/api/v1/jobs/{reported.uid}/report/"
    first = api_for(partner).post(f"{address}comments/", {"part": "cost", "text": "Cheap."}, format="json")
    said = {"answers": first.json()["uid"], "text": "Indeed."}
    assert api_for(steward).post(f"{address}comments/", said, format="json").json()["part"] == "cost"
    assert [each["text"] for each in api_for(partner).get(f"{address}comments/").json()[0]["replies"]] == ["Indeed."]

    sha256 = api_for(partner).get(f"{address}review/").json()["sha256"]
    body = {"sha256": sha256, "verdict": "signed_off"}
    assert api_for(partner).post(f"{address}review/", body, format="json").status_code == 403  # a token signs nothing
    signed = client_for(partner).post(f"{address}review/", json.dumps(body), content_type="application/json")
    assert signed.status_code == 201
    told = api_for(steward).get(f"{address}review/").json()
    assert (told["is_final"], told["missing"]) == (False, [steward.organization.slug])
    assert api_for(stranger).get(f"{address}comments/").status_code == 404
    assert b"".join(api_for(partner).get(f"{address}report.csv")).startswith(b"of,name,figure")
