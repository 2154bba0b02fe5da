"""Papers of a project: who wrote them, what they rest on, how they come in and go out."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Event
from jobs.models import Result
from knowledge.bibtex import entry_of, read_entry
from knowledge.models import Paper
from knowledge.people import orcid_of
from knowledge.services import begin_paper, rest_on
from knowledge.standing import standing_of, supports_of
from notifications.models import Notice

ENTRY = """@inproceedings{x, title = {What {F}itters Write \\& Mean}, booktitle = {Proc. of Maintenance},
 author = {Sch{\\"o}n, Anna and Wen Jiahui}, doi = {https://doi.org/10.1000/182}, year = 2026}"""


@pytest.mark.parametrize(
    "written", ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", "0000000218250097"]
)
def test_an_orcid_is_written_in_one_way(written):
    assert orcid_of(written) == "0000-0002-1825-0097"


@pytest.mark.parametrize("written", ["0000-0002-1825-0098", "0000-0002-1825", "Wen Jiahui", "０" * 16])
def test_what_is_no_orcid_says_so(written):
    with pytest.raises(ValidationError, match="is no ORCID"):
        orcid_of(written)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("@article{x, title = {No end}", "can't be read as BibTeX"),
        ("A paper", "There are 0 entries"),
        (ENTRY + ENTRY.replace("{x,", "{y,"), "There are 2 entries"),
        ("@misc{x, year = 2026}", "The entry has no title"),
        ("@misc{x, title = nobody}", "can't be read as BibTeX"),
    ],
)
def test_what_cant_be_read_as_one_entry_says_why(written, said):
    with pytest.raises(ValidationError, match=said):
        read_entry(written)


def test_a_paper_is_written_given_and_answered_on_its_page(
    agreement, project, notes, partner, steward, stranger, client_for
):
    mine, theirs, address = client_for(partner), client_for(steward), project.get_absolute_url()

    begun = mine.post(f"{address}papers/new/", {"bibtex": ENTRY, "venue": "Another place"})
    paper = Paper.objects.get()
    assert (begun.status_code, paper.title, paper.venue, paper.doi) == (
        302, "What Fitters Write & Mean", "Another place", "10.1000/182",
    )  # fmt: skip
    assert [author.name for author in paper.authors.all()] == ["Anna Schön", "Wen Jiahui"]
    page = paper.get_absolute_url()
    wrong = mine.post(f"{page}authors/", {"name": "Tomas Reuter", "orcid": "0000-0002-1825-0098"})
    assert (wrong.status_code, "is no ORCID" in wrong.text) == (422, True)
    mine.post(f"{page}authors/", {"name": "Tomas Reuter", "orcid": "0000-0002-1825-0097", "roles": ["data-curation"]})
    mine.post(f"{page}authors/", {"remove": "1"})
    assert [(each.position, each.name) for each in paper.authors.all()] == [(1, "Wen Jiahui"), (2, "Tomas Reuter")]

    mine.post(f"{page}supports/", {"on": f"version:{notes.version.uid}", "says": "1,190 notes"})
    mine.post(f"{page}manuscripts/", {"file": SimpleUploadedFile("paper.pdf", b"%PDF-1.7")})
    assert "Give the manuscript to its readers" in mine.get(page).text
    mine.post(f"{page}give/")
    assert Notice.objects.filter(verb="paper.given", recipient=steward.user.pk).exists()
    assert "Agree now" in theirs.get(page).text
    assert b"".join(theirs.get(f"{page}manuscripts/1/").streaming_content) == b"%PDF-1.7"

    assert "Say what should change" in theirs.post(f"{page}answer/", {"object": "", "reason": "No."}, follow=True).text
    theirs.post(f"{page}answer/", {"object": "", "reason": "It names plant 2.", "asks": "Write “one plant”."})
    objected = mine.get(page).text
    assert "It names plant 2." in objected
    assert "Halvard Bearings AG objects to the manuscript" in objected
    refused = mine.post(f"{page}submit/")
    assert (refused.status_code, Event.objects.filter(verb="publish_paper.refused").count()) == (403, 1)
    assert theirs.post(f"{page}give/").status_code == 403, "only who publishes it"
    assert client_for(stranger).get(page).status_code == 404
    theirs.post(f"{page}answer/", {"agree": ""})
    assert "marked as submitted" in mine.post(f"{page}submit/", follow=True).text
    assert "1 paper, of which published: 0." in mine.get(address).text, "the third stage counts it"
    mine.post(f"{page}publish/")
    assert Paper.objects.get().published_at


def test_a_paper_goes_out_as_bibtex_that_comes_in_again(project, partner):
    paper = begin_paper(project, title="100 % of {R&D}\\input{x}", doi="doi:10.1000/182", venue="A_B", by=partner)

    again = read_entry(entry_of(paper))

    assert (again.title, again.doi) == ("100 % of R&Dinputx", "10.1000/182")


def test_a_report_that_changed_since_warns(reported, project, partner):
    paper = begin_paper(project, title="What fitters write", by=partner)
    rest_on(paper, job=reported, by=partner)
    result = Result.objects.get(job=reported)
    decision = standing_of(paper).decision
    assert supports_of(paper, decision, partner)[0].warnings == ["The report is not signed off."]

    result.results["test"] = {**result.results.get("test", {}), "rows": 1}
    result.save()

    paper = Paper.objects.get()
    assert "The report has changed since the paper named it." in supports_of(paper, decision, partner)[0].warnings


def test_the_api_says_what_keeps_a_paper_in(agreement, project, notes, partner, steward, stranger, api_for, client_for):
    mine = api_for(partner)
    asked = {"project": project.undertaking.slug, "title": "What fitters write", "doi": "10.1"}
    assert "is no DOI" in mine.post("/api/v1/papers/", asked, format="json").text
    made = mine.post("/api/v1/papers/", asked | {"doi": "", "authors": [{"name": "Wen"}]}, format="json").json()
    address = f"/api/v1/papers/{made['uid']}/"

    told = mine.post(f"{address}rests-on/", {"version": str(notes.version.uid)}, format="json").json()
    assert told["readers"] == [
        {
            "organization": "halvard-bearings-ag",
            "days": 30,
            "until": None,
            "state": "not_given",
            "reason": "",
            "asks": "",
        }
    ]
    assert "has not been given to it" in told["kept_in_by"][0]
    assert mine.post(f"{address}submit/").status_code == 403, "no token may"
    refused = client_for(partner).post(f"{address}submit/")
    assert refused.json()["reasons"][0]["code"] == "not_given"
    assert api_for(stranger).get(address).status_code == 404
    assert api_for(steward).get("/api/v1/papers/").json()["count"] == 1
