"""The pages and the API by which a file comes in: brought, looked at, corrected, confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.reading import uploaded, work_off

from catalog.models import Dataset, Ingestion, Upload
from organizations.models import Scope

ROWS = "note;fault\n" + "".join(f"the spindle {n} of hall 3 squeals;{'wear' if n % 2 else 'heat'}\n" for n in range(30))
NEW = {"name": "Plant notes", "openness": "closed"}


def file(content=ROWS, name="notes.csv"):
    return SimpleUploadedFile(name, content.encode())


@pytest.fixture
def client(client_for, steward):
    return client_for(steward)


@pytest.fixture
def draft(bring, steward):
    return bring(ROWS, by=steward, confirm=False)


@pytest.fixture
def place(draft):
    return f"/datasets/drafts/{draft.uid}/"


def page(client, place, **asked):
    return client.get(place, **asked).content.decode()


def fields(client, place, **changes):
    """The form of a draft as it stands, with `changes`."""
    form = client.get(place).context["form"]
    return {name: form[name].value() for name in form.fields} | changes


def test_a_file_comes_in_by_the_page_without_any_script(client):
    brought = client.post("/datasets/new/", {**NEW, "file": file()})
    place = brought["Location"]

    assert "Looking at it" in page(client, place)
    work_off()
    assert client.get(f"{place}live/")["HX-Refresh"] == "true"
    seen = page(client, place)
    assert all(words in seen for words in ("CSV", "semicolon", "the spindle 3 of hall 3 squeals", "what a model reads"))
    client.post(place, fields(client, place))
    assert "Bringing it in" in page(client, place)
    work_off()
    assert client.get(place)["Location"] == "/datasets/plant-notes/"


def test_a_file_that_was_uploaded_before_is_taken(client, steward, university_steward, client_for):
    upload = uploaded(ROWS, by=steward)

    foreign = client_for(university_steward).post("/datasets/new/", {**NEW, "upload": str(upload.uid)})
    assert (foreign.status_code, "Choose a file." in foreign.content.decode()) == (422, True)
    assert client.post("/datasets/new/", {**NEW, "upload": str(upload.uid)}).status_code == 302
    assert Ingestion.objects.get().upload == upload


def test_what_is_corrected_on_the_page_is_what_is_read(client, draft, place):
    client.post(place, fields(client, place, shape="table", role_1=""))
    version = work_off().version

    assert (version.shape, version.label_column) == ("table", "")


def test_a_split_is_made_with_the_version_and_stays_with_it(client, draft, place, steward, bring, api_for):
    refused = client.post(place, fields(client, place, split_way="time"))
    assert "a column must be “when”" in refused.content.decode()
    client.post(place, fields(client, place, split_way="stratified", split_test=20, split_seed=7))
    version = work_off().version

    assert version.columns[-1] | {"missing": 0} == {"name": "split", "kind": "text", "role": "split", "missing": 0}
    assert version.split["parts"] == {"train": 22, "validation": 2, "test": 6}
    shown = page(client, "/datasets/plant-notes/")
    assert "each class with the same shares" in shown
    assert "Seed 7." in shown
    assert api_for(steward).get("/api/v1/datasets/plant-notes/").json()["versions"][0]["split"]["seed"] == 7
    later = bring(ROWS + "one more note;wear\n", by=steward, dataset=version.dataset).version
    assert (later.split["way"], later.split["seed"], later.split["parts"]["test"]) == ("stratified", 7, 6)


def test_another_separator_is_looked_at_first(client, draft, place):
    client.post(place, fields(client, place, delimiter=","))
    assert "Looking at it" in page(client, place)
    work_off()

    assert "note;fault" in page(client, place)
    client.post(place, fields(client, place, header=""))
    assert work_off().guessed.columns[0].name == "column_1"
    assert not Dataset.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"shape": "pairs"}, "a column must be “the second text of a pair”"),
        ({"role_1": "text"}, "More than one column is “what a model reads”"),
        ({"kind_0": "picture"}, "Select a valid choice"),
        ({"shape": "cube"}, "Select a valid choice"),
        ({"encoding": "rot13"}, "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_read(client, draft, place, changes, said):
    answer = client.post(place, fields(client, place, **changes))

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert work_off() is None


def test_faults_stand_on_the_page_by_file_row_and_column(client, bring, steward):
    draft = bring(ROWS + "only one value\n", by=steward)

    said = page(client, f"/datasets/drafts/{draft.uid}/")

    assert "notes.csv, row 31 (line 32): it has 1 values, but there are 2 columns." in said
    assert "mend the file, and bring it again" in said


def test_an_empty_file_is_told_to_be_one(client):
    place = client.post("/datasets/new/", {**NEW, "file": file("")})["Location"]
    work_off()

    assert "notes.csv is empty" in page(client, place)
    assert "Bring another file" in page(client, place)


def test_only_who_brought_it_sees_it(draft, place, client_for, company, university_steward, signatory_company, steward):
    for other in (university_steward, signatory_company):
        client = client_for(other)
        assert [client.get(place + end).status_code for end in ("", "live/")] == [404, 404]
        assert client.post(f"{place}leave/").status_code == 404
        assert client.get(f"/api/v1/ingestions/{draft.uid}/").status_code == 404
    assert "On their way in" in page(client_for(steward), "/datasets/")


def test_a_token_without_the_scope_of_data_reads_no_draft(draft, api_for, steward):
    for scopes, status in (([Scope.READ], 403), ([Scope.DATA], 200)):
        api = api_for(steward, scopes)
        for address in ("/api/v1/ingestions/", f"/api/v1/ingestions/{draft.uid}/"):
            assert api.get(address).status_code == status, (scopes, address)


def test_a_percent_sign_in_a_name_is_a_letter_like_others(bring, steward, client):
    draft = bring(ROWS.replace("note;fault", "100%;%(fault)d"), by=steward, confirm=False, called="At 100% %s")
    place = f"/datasets/drafts/{draft.uid}/"

    assert "100%: kind" in page(client, place)
    client.post(place, fields(client, place))
    work_off()
    assert "%(fault)d" in page(client, client.get(place)["Location"])


def test_what_is_thrown_away_is_gone(client, draft, place):
    assert client.post(f"{place}leave/")["Location"] == "/datasets/"

    assert client.get(place).status_code == 404
    assert not Upload.objects.exists()


def test_the_next_version_comes_in_the_same_way(client, notes):
    address = f"{notes.dataset.get_absolute_url()}versions/new/"
    place = client.post(address, {"changes": "Two classes only.", "file": file()})["Location"]
    work_off()
    client.post(place, fields(client, place))
    work_off()

    shown = page(client, client.get(place)["Location"])
    assert "Two classes only." in shown
    assert notes.dataset.latest.version.number == 2


def test_the_api_takes_a_file_and_its_columns_at_once(api_for, steward):
    api = api_for(steward)
    given = {**NEW, "file": file(), "text_column": "note", "label_column": "fault"}

    begun = api.post("/api/v1/datasets/", given, format="multipart")
    assert (begun.status_code, begun.json()["state"]) == (202, "looking")
    work_off()
    assert api.get(begun["Location"]).json()["state"] == "bringing"
    work_off()

    told = api.get(begun["Location"]).json()
    assert (told["state"], told["dataset"], told["version"], told["done"]) == ("done", "plant-notes", 1, 1.0)


def test_the_api_confirms_with_what_is_corrected(api_for, steward):
    api = api_for(steward)
    asked = {**NEW, "upload": str(uploaded(ROWS, by=steward).uid)}
    place = api.post("/api/v1/datasets/", asked, format="json")["Location"]
    work_off()

    told = api.get(place).json()
    assert (told["state"], told["guess"]["delimiter"], told["guess"]["shape"]) == ("draft", ";", "texts")
    assert told["first_rows"][0]["fault"] == "heat"
    for wrong in ({"columns": [{"name": "colour"}]}, {"shape": "cube"}, {"encoding": "rot13"}, {"delimiter": "；"}):
        assert api.post(f"{place}confirm/", wrong, format="json").status_code == 400, wrong
    assert api.post(f"{place}confirm/", {"split": {"way": "random", "test": 0.95}}, format="json").status_code == 400
    columns = {"shape": "table", "columns": [{"name": "fault", "role": ""}, {"name": "note", "role": ""}]}
    columns["split"] = {"way": "random", "seed": 3}
    assert api.post(f"{place}confirm/", columns, format="json").status_code == 202
    assert api.post(f"{place}confirm/", {}, format="json").status_code == 400
    work_off()

    latest = Dataset.objects.get().latest
    assert (latest.shape, latest.split["parts"]) == ("table", {"train": 24, "validation": 3, "test": 3})


def test_the_api_says_every_fault_and_throws_away(api_for, steward):
    api = api_for(steward)
    given = {**NEW, "file": file(), "text_column": "note", "label_column": "colour"}
    place = api.post("/api/v1/datasets/", given, format="multipart")["Location"]
    work_off()

    told = api.get(place).json()
    assert (told["state"], told["faults"]) == (
        "faulty",
        ["notes.csv has no column “colour”. It has: “note”, “fault”. Choose one of these."],
    )
    assert api.delete(place).status_code == 204
    assert api.get(place).status_code == 404


def test_the_api_adds_a_version_with_the_columns_of_the_last(notes, api_for, steward, partner):
    address = f"/api/v1/datasets/{notes.version.asset.slug}/versions/"
    given = {"changes": "Two classes only.", "file": file()}

    begun = api_for(steward).post(address, given, format="multipart")
    work_off()
    assert work_off().version.label_column == "fault"

    assert api_for(steward).get(begun["Location"]).json()["version"] == 2
    assert api_for(partner).post(address, given | {"file": file()}, format="multipart").status_code == 403


@pytest.mark.parametrize("asked", [{}, {"upload": "x"}, {"upload": "0190e0f2-0000-7000-8000-000000000000"}])
def test_the_api_wants_one_file(api_for, steward, asked):
    assert api_for(steward).post("/api/v1/datasets/", {**NEW, **asked}, format="json").status_code == 400
