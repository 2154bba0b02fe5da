"""A steward writes how personal data is taken out, another approves it, and a worker makes the new version."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import Image
from tests.cast import recruit
from tests.datasets.catalog import conftest as catalog
from tests.datasets.privacy.conftest import contact, done_by_a_child, fault, note, table

from agreements.errors import NotAllowed
from agreements.policy import decide
from audit.models import Event
from catalog.services import add_dataset
from organizations.models import Role
from privacy.deidentifying import KIND, approve_recipe, key_for, write_recipe
from privacy.models import Deidentification
from privacy.recipe_work import DeidentifyWork
from privacy.recipes import Recipe, Step
from privacy.recipes.errand import do
from vault.copies import copy_of
from work.models import Item, State
from work.services.claims import take_work
from work.services.holding import fail, succeed

pytestmark = pytest.mark.django_db
bring_in = catalog.bring_in

DROP = Recipe((Step("contact", "drop"),), ("age",), 3, "fault", 2)


def age(number):
    return str(30 + number % 5 if number else 99)


def split(number):
    return "train" if number % 4 else "test"


@pytest.fixture
def people(scanned, steward):
    """Thirty rows in groups of at least three by age, but one row that is alone."""
    file = table(note, fault, contact, age, split, rows=31)
    return add_dataset(name="People", file=file, text="note", label="fault", by=steward, openness="members").latest


@pytest.fixture
def second(company):
    """Another steward of the owner."""
    return recruit(company, "Birte Holm", Role.STEWARD)


def test_a_recipe_is_measured_approved_and_made(people, steward, second, partner, tmp_path):
    written = write_recipe(people, DROP, changes="Without contacts.", by=steward)
    done_by_a_child(DeidentifyWork(), tmp_path / "measured")

    written.refresh_from_db()
    assert written.state == "waits"
    assert (written.measured["rows"], written.measured["before"]["k"], written.measured["after"]["k"]) == (30, 1, 6)
    with pytest.raises(NotAllowed):
        approve_recipe(written, by=steward)

    approve_recipe(written, by=second)
    item = done_by_a_child(DeidentifyWork(), tmp_path / "made")

    made = Deidentification.objects.get().made
    assert (item.state, made.version.number, made.rows, made.changes) == (State.SUCCEEDED, 2, 30, "Without contacts.")
    assert [column["name"] for column in made.columns] == ["note", "fault", "age", "split"]
    assert made.classes == {"leak": 15, "wear": 15}
    assert (made.split["way"], made.split["parts"]) == ("given", {"train": 23, "validation": 0, "test": 7})
    assert made.profile.state == "waiting"
    assert made.version.sources.get().parent == people.version
    assert (people.version.k, made.version.k) == (None, 6)
    assert {file.name for file in made.files.all()} == {"people.parquet"}, "the rows as they came stay behind"
    assert not decide(partner, "preview", made.version).allowed, "it is looked through like any other"
    assert Event.objects.filter(verb="dataset.version_added").latest("pk").data["of"] == 1


def test_pictures_of_rows_that_are_left_out_stay_behind(bring_in, steward, tmp_path):
    shades = {30: "crack", 60: "crack", 90: "sound"}
    with zipfile.ZipFile(tmp_path / "scans.zip", "w") as archive:
        for shade, kind in shades.items():
            picture = io.BytesIO()
            Image.new("L", (8, 8), shade).save(picture, "PNG")
            archive.writestr(f"{kind}/{shade}.png", picture.getvalue())
    scans = bring_in(tmp_path / "scans.zip")
    written = write_recipe(scans, Recipe((), ("label",), 2), changes="No kind alone.", by=steward)

    done_here(tmp_path / "measured")
    written.refresh_from_db()
    approve_recipe(written, by=steward)
    done_here(tmp_path / "made")

    made = Deidentification.objects.get().made
    with copy_of(made.files.get(role="pictures").blob).open("rb") as file, zipfile.ZipFile(file) as album:
        assert len(album.namelist()) == made.rows == 2


def done_here(folder):
    """The next recipe's work, in this process."""
    kind, lease = DeidentifyWork(), take_work(KIND, "w1")
    (folder / "out").mkdir(parents=True)
    do(kind.prepare(Item.objects.get(pk=lease.item_id), folder), folder / "out", print)
    kind.accept(lease, folder / "out")


def test_who_is_the_only_steward_approves_alone(people, steward):
    written = write_recipe(people, DROP, changes="Without contacts.", by=steward)
    with pytest.raises(ValidationError, match="waits for no approval"):
        approve_recipe(written, by=steward)
    succeed(take_work(KIND, "w1"))

    assert approve_recipe(written, by=steward).state == "making"


def test_each_recipient_has_a_key_that_stays(company, university, clinic):
    assert key_for(company, university) == key_for(company, university)
    assert len({key_for(company, university), key_for(company, clinic), key_for(university, company)}) == 3


def test_values_are_hashed_for_somebody(people, steward, university):
    hashed = Recipe((Step("contact", "hash"),))
    with pytest.raises(ValidationError, match="for whom values are hashed"):
        write_recipe(people, hashed, changes="Hashed.", by=steward)

    assert write_recipe(people, hashed, changes="Hashed.", recipient=university, by=steward).state == "measuring"


class TestPage:
    """Where it is written, looked at and approved."""

    @pytest.fixture
    def new(self, people):
        return reverse("privacy:recipe_new", args=[people.version.asset.slug, 1])

    def test_it_is_written_looked_at_and_approved(self, new, people, client_for, steward, second, tmp_path):
        sent = {"deed_2": "mask", "setting_2": "3", "quasi_3": "on", "least": "3", "changes": "Masked."}
        client = client_for(steward)
        page = client.post(new, sent, follow=True)
        assert "It is being measured" in page.content.decode()
        done_by_a_child(DeidentifyWork(), tmp_path / "measured")

        there = page.redirect_chain[-1][0]
        mine, others = (client_for(who).get(there).content.decode() for who in (steward, second))

        assert "another steward of your organization approves it" in mine
        assert "***.*****.*@******.****ple" in others
        assert "1 → 6" in others
        assert "is being made" in client_for(second).post(f"{there}approve/", follow=True).content.decode()

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({}, "changes nothing"),
            ({"deed_3": "generalise"}, "say width of generalise"),
            ({"deed_3": "generalise", "setting_3": "wide"}, "wide is no width"),
            ({"deed_2": "pseudonym"}, "for whom values are hashed"),
            ({"deed_2": "drop", "least": "5"}, "by which columns rows are compared"),
            ({"deed_2": "nothing"}, "Select a valid choice"),
        ],
    )
    def test_what_does_not_fit_is_said(self, new, client_for, steward, sent, sentence):
        page = client_for(steward).post(new, {"changes": "More private.", **sent})

        assert page.status_code == 422
        assert sentence in page.content.decode()

    def test_what_failed_says_why(self, new, people, client_for, steward):
        written = write_recipe(people, DROP, changes="Without contacts.", by=steward)
        fail(take_work(KIND, "w1"), "recipe_unfit", {"recipe": "no_row", "params": {}})

        page = client_for(steward).get(written.get_absolute_url()).content.decode()

        assert "No row is left." in page
        assert "Write another recipe" in page

    def test_the_api_does_the_same(self, people, client_for, steward, partner):
        there = f"/api/v1/datasets/{people.version.asset.slug}/versions/1/recipes/"
        client = client_for(steward)
        recipe = {"steps": [{"column": "contact", "deed": "drop"}]}

        def send(address, **body):
            return client.post(address, body, content_type="application/json")

        faulty = send(there, recipe={"steps": [{"column": "mail", "deed": "drop"}]}, changes="Less.")
        shapeless = send(there, recipe={"steps": "all"}, changes="Less.")
        written = send(there, recipe=recipe, changes="Less.")
        succeed(take_work(KIND, "w1"))
        approved = send(f"{there}{written.json()['uid']}/approve/")

        assert (faulty.status_code, shapeless.status_code, written.status_code) == (400, 400, 201)
        assert "no column “mail”" in str(faulty.json()["errors"])
        assert (approved.json()["state"], approved.json()["approved_by"]) == ("making", "Tomas Reuter")
        assert [each["state"] for each in client.get(there).json()] == ["making"]
        assert client_for(partner).get(there).status_code == 403
